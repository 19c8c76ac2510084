WITH shared0 AS (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.`member` = %s
  LIMIT 0, 251), shared AS (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_1
    FROM shared0) <= 250)
SELECT CAST(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), ',"history":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(CASE WHEN (image_events.position IS NOT NULL) THEN concat('{"cursor":', coalesce(json_quote(concat('e', CAST(image_events.position AS CHAR(20)))), 'null'), ',"type":', coalesce(json_quote(upper(image_events.type)), 'null'), ',"actor":', coalesce(CASE WHEN (page.owner = %s) THEN concat('{"user":', coalesce(json_quote(image_events.actor_user), 'null'), '}') ELSE NULL END, 'null'), ',"changes":', coalesce(coalesce((
                            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"field":', coalesce(json_quote(field), 'null'), ',"name":', coalesce(json_quote(item), 'null'), ',"before":', coalesce(old_value, 'null'), ',"after":', coalesce(new_value, 'null'), '}'), 'null')
                                  ORDER BY place SEPARATOR ','), ''), ']') AS concat_2
                            FROM JSON_TABLE(image_events.changes, '$[*]' COLUMNS (place FOR ORDINALITY, field LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.field', item LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.name', old_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.before', new_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.after')) AS `change`
                            WHERE field != 'locations'
                            AND (field != 'members'
                              OR page.owner = %s
                              OR item = %s
                              AND page.visibility = 'shared')), repeat(' ', @@max_allowed_packet)), 'null'), ',"image":', coalesce(concat('{"members":', coalesce(coalesce((
                                SELECT concat('[', coalesce(group_concat(coalesce(concat('{"member":', coalesce(json_quote(image_members.`member`), 'null'), '}'), 'null')
                                      ORDER BY image_members.`member` SEPARATOR ','), ''), ']') AS concat_3
                                FROM image_members
                                WHERE image_members.image_id = page.id
                                AND (image_members.deleted = false
                                  OR page.deleted = true
                                  AND image_members.deleted_at >= timestampadd(SECOND, -2, page.deleted_at))
                                AND NOT (EXISTS (
                                    SELECT *
                                    FROM image_members AS later
                                    WHERE later.image_id = image_members.image_id
                                    AND later.`member` = image_members.`member`
                                    AND later.id > image_members.id))
                                AND (page.owner = %s
                                  OR image_members.`member` = %s
                                  AND page.visibility = 'shared')), repeat(' ', @@max_allowed_packet)), 'null'), '}'), 'null'), '}') END, 'null')
                  ORDER BY image_events.position DESC SEPARATOR ','), ''), ']') AS concat_1
            FROM image_events
            WHERE image_events.image_id = page.id
            AND image_events.position > coalesce((
                SELECT other.position
                FROM image_events AS other
                WHERE other.image_id = page.id
                AND other.position IS NOT NULL
                ORDER BY other.position DESC
                LIMIT %s, 1), 0)), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.deleted_at AS deleted_at, merged.deleted AS deleted, merged.owner AS owner, merged.visibility AS visibility, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.deleted_at AS deleted_at, range0.deleted AS deleted, range0.owner AS owner, range0.visibility AS visibility, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE true = 1
      AND images.visibility = 'public'
      AND true = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range0
    WHERE NOT (range0.owner <=> %s)
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.deleted_at AS deleted_at, range1.deleted AS deleted, range1.owner AS owner, range1.visibility AS visibility, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE true = 1
      AND images.visibility = 'community'
      AND true = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range1
    WHERE NOT (range1.owner <=> %s)
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.deleted_at AS deleted_at, range2.deleted AS deleted, range2.owner AS owner, range2.visibility AS visibility, range2.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE true = 1
      AND images.owner = %s
      AND true = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range2
    UNION ALL
    SELECT range3.id AS id, range3.name AS name, range3.deleted_at AS deleted_at, range3.deleted AS deleted, range3.owner AS owner, range3.visibility AS visibility, range3.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images FORCE INDEX (PRIMARY)
      WHERE true = 1
      AND images.visibility = 'shared'
      AND images.owner != %s
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.image_id = images.id
          AND (image_members.deleted = false
            OR images.deleted = true
            AND image_members.deleted_at >= timestampadd(SECOND, -2, images.deleted_at))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.`member` = image_members.`member`
              AND later.id > image_members.id))))
      AND true = 1
      AND images.id IN (
        SELECT shared.id
        FROM shared)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range3
    UNION ALL
    SELECT range4.id AS id, range4.name AS name, range4.deleted_at AS deleted_at, range4.deleted AS deleted, range4.owner AS owner, range4.visibility AS visibility, range4.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE true = 1
      AND images.visibility = 'shared'
      AND images.owner != %s
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.image_id = images.id
          AND (image_members.deleted = false
            OR images.deleted = true
            AND image_members.deleted_at >= timestampadd(SECOND, -2, images.deleted_at))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.`member` = image_members.`member`
              AND later.id > image_members.id))))
      AND true = 1
      AND (
        SELECT count(*) AS count_1
        FROM shared0) > 250
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range4) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- project = 'p'
-- project = 'p'
-- project = 'p'
-- project = 'p'
-- project = 'p'
-- project = 'p'
-- a0_first = 3
-- limit = 25
-- project = 'p'
-- limit = 25
-- project = 'p'
-- project = 'p'
-- limit = 25
-- project = 'p'
-- project = 'p'
-- limit = 25
-- project = 'p'
-- project = 'p'
-- limit = 25
-- limit = 25
-- limit = 25
