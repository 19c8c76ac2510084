WITH shared0 AS MATERIALIZED (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.member = $1::VARCHAR
  LIMIT 251 OFFSET 0), shared AS MATERIALIZED (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_1
    FROM shared0) <= 250)
SELECT convert_to(CAST('{"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || ',"history":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce(CASE WHEN (history.position IS NOT NULL) THEN '{"cursor":' || coalesce(CAST(to_json(CAST('e' || CAST(history.position AS CHAR(20)) AS TEXT)) AS TEXT), 'null') || ',"type":' || coalesce(CAST(to_json(CAST(upper(history.type) AS TEXT)) AS TEXT), 'null') || ',"actor":' || coalesce(CASE WHEN (page.owner = $1::VARCHAR) THEN '{"user":' || coalesce(CAST(to_json(CAST(history.actor_user AS TEXT)) AS TEXT), 'null') || '}' ELSE NULL END, 'null') || ',"changes":' || coalesce((
                  SELECT '[' || coalesce(string_agg(coalesce('{"field":' || coalesce(CAST(to_json(CAST(changed.field AS TEXT)) AS TEXT), 'null') || ',"name":' || coalesce(CAST(to_json(CAST(changed.item AS TEXT)) AS TEXT), 'null') || ',"before":' || coalesce(changed.old_value, 'null') || ',"after":' || coalesce(changed.new_value, 'null') || '}', 'null'), ','), '') || ']' AS anon_2
                  FROM (
                    SELECT place AS place, value ->> 'field' AS field, value ->> 'name' AS item, value ->> 'before' AS old_value, value ->> 'after' AS new_value
                    FROM json_array_elements(CAST(history.changes AS TEXT)::json)
                    WITH ORDINALITY AS change(value, place)
                    WHERE (value ->> 'field') != 'locations'
                    AND ((value ->> 'field') != 'members'
                      OR page.owner = $1::VARCHAR
                      OR (value ->> 'name') = $1::VARCHAR
                      AND page.visibility = 'shared')
                    ORDER BY place) AS changed), 'null') || ',"image":' || coalesce('{"members":' || coalesce((
                    SELECT '[' || coalesce(string_agg(coalesce('{"member":' || coalesce(CAST(to_json(CAST(listed.member AS TEXT)) AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_3
                    FROM (
                      SELECT image_members.member AS member
                      FROM image_members
                      WHERE image_members.image_id = page.id
                      AND (image_members.deleted = false
                        OR page.deleted = true
                        AND image_members.deleted_at >= page.deleted_at - CAST('2 seconds' AS INTERVAL))
                      AND NOT (EXISTS (
                          SELECT *
                          FROM image_members AS later
                          WHERE later.image_id = image_members.image_id
                          AND later.member = image_members.member
                          AND later.id > image_members.id))
                      AND (page.owner = $1::VARCHAR
                        OR image_members.member = $1::VARCHAR
                        AND page.visibility = 'shared')
                      ORDER BY image_members.member) AS listed), 'null') || '}', 'null') || '}' END, 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT image_events.position AS position, image_events.type AS type, image_events.actor_user AS actor_user, image_events.actor_project AS actor_project, image_events.changes AS changes
          FROM image_events
          WHERE image_events.image_id = page.id
          AND image_events.position > coalesce((
              SELECT other.position
              FROM image_events AS other
              WHERE other.image_id = page.id
              AND other.position IS NOT NULL
              ORDER BY other.position DESC
              LIMIT 1 OFFSET $2::INTEGER), 0)
          ORDER BY image_events.position DESC) AS history), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.deleted_at AS deleted_at, merged.deleted AS deleted, merged.owner AS owner, merged.visibility AS visibility, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.deleted_at AS deleted_at, range0.deleted AS deleted, range0.owner AS owner, range0.visibility AS visibility, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE true
      AND images.visibility = 'public'
      AND true
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $3::INTEGER OFFSET 0) AS range0
    WHERE range0.owner IS DISTINCT
    FROM $1::VARCHAR
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.deleted_at AS deleted_at, range1.deleted AS deleted, range1.owner AS owner, range1.visibility AS visibility, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE true
      AND images.visibility = 'community'
      AND true
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $3::INTEGER OFFSET 0) AS range1
    WHERE range1.owner IS DISTINCT
    FROM $1::VARCHAR
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.deleted_at AS deleted_at, range2.deleted AS deleted, range2.owner AS owner, range2.visibility AS visibility, range2.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE true
      AND images.owner = $1::VARCHAR
      AND true
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $3::INTEGER OFFSET 0) AS range2
    UNION ALL
    SELECT range3.id AS id, range3.name AS name, range3.deleted_at AS deleted_at, range3.deleted AS deleted, range3.owner AS owner, range3.visibility AS visibility, range3.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE true
      AND images.visibility = 'shared'
      AND images.owner != $1::VARCHAR
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = $1::VARCHAR
          AND image_members.image_id = images.id
          AND (image_members.deleted = false
            OR images.deleted = true
            AND image_members.deleted_at >= images.deleted_at - CAST('2 seconds' AS INTERVAL))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.member = image_members.member
              AND later.id > image_members.id))
          LIMIT ALL OFFSET 0))
      AND true
      AND images.id = ANY (ARRAY(
          SELECT shared.id
          FROM shared))
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $3::INTEGER OFFSET 0) AS range3
    UNION ALL
    SELECT range4.id AS id, range4.name AS name, range4.deleted_at AS deleted_at, range4.deleted AS deleted, range4.owner AS owner, range4.visibility AS visibility, range4.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE true
      AND images.visibility = 'shared'
      AND images.owner != $1::VARCHAR
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = $1::VARCHAR
          AND image_members.image_id = images.id
          AND (image_members.deleted = false
            OR images.deleted = true
            AND image_members.deleted_at >= images.deleted_at - CAST('2 seconds' AS INTERVAL))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.member = image_members.member
              AND later.id > image_members.id))
          LIMIT ALL OFFSET 0))
      AND true
      AND (
        SELECT count(*) AS count_1
        FROM shared0) > 250
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $3::INTEGER OFFSET 0) AS range4) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT $3::INTEGER OFFSET 0) AS page
LIMIT $3::INTEGER OFFSET 0
-- project = 'p'
-- a0_first = 3
-- limit = 25
