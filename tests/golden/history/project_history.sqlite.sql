WITH shared0 AS MATERIALIZED (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.member = ?
  LIMIT 251 OFFSET 0), shared AS MATERIALIZED (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_1
    FROM shared0) <= 250)
SELECT CAST(json_object('name', page.name, 'history', (
      SELECT json_group_array(CASE WHEN (history.position IS NOT NULL) THEN json_object('cursor', 'e' || CAST(history.position AS CHAR(20)), 'type', upper(history.type), 'actor', CASE WHEN (page.owner = ?) THEN json_object('user', history.actor_user) ELSE NULL END, 'changes', (
            SELECT json_group_array(json_object('field', changed.field, 'name', changed.item, 'before', json(changed.old_value), 'after', json(changed.new_value))) AS json_group_array_2
            FROM (
              SELECT "key" AS place, json_extract(value, '$.field') AS field, json_extract(value, '$.name') AS item, json_extract(value, '$.before') AS old_value, json_extract(value, '$.after') AS new_value
              FROM json_each(history.changes)
              WHERE json_extract(value, '$.field') != 'locations'
              AND (json_extract(value, '$.field') != 'members'
                OR page.owner = ?
                OR json_extract(value, '$.name') = ?
                AND page.visibility = 'shared')
              ORDER BY "key") AS changed), 'image', json_object('members', (
              SELECT json_group_array(json_object('member', listed.member)) AS json_group_array_3
              FROM (
                SELECT image_members.member AS member
                FROM image_members
                WHERE image_members.image_id = page.id
                AND ((+ image_members.deleted) = 0
                  OR page.deleted = 1
                  AND image_members.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
                AND NOT (EXISTS (
                    SELECT *
                    FROM image_members AS later
                    WHERE later.image_id = image_members.image_id
                    AND later.member = image_members.member
                    AND later.id > image_members.id))
                AND (page.owner = ?
                  OR image_members.member = ?
                  AND page.visibility = 'shared')
                ORDER BY image_members.member) AS listed))) END) AS json_group_array_1
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
            LIMIT 1 OFFSET ?), 0)
        ORDER BY image_events.position DESC) AS history)) AS BLOB) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.deleted_at AS deleted_at, merged.deleted AS deleted, merged.owner AS owner, merged.visibility AS visibility, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.deleted_at AS deleted_at, range0.deleted AS deleted, range0.owner AS owner, range0.visibility AS visibility, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE 1 = 1
      AND images.visibility = 'public'
      AND 1 = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range0
    WHERE (+ range0.owner) IS NOT ?
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.deleted_at AS deleted_at, range1.deleted AS deleted, range1.owner AS owner, range1.visibility AS visibility, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE 1 = 1
      AND images.visibility = 'community'
      AND 1 = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range1
    WHERE (+ range1.owner) IS NOT ?
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.deleted_at AS deleted_at, range2.deleted AS deleted, range2.owner AS owner, range2.visibility AS visibility, range2.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE 1 = 1
      AND images.owner = ?
      AND 1 = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range2
    UNION ALL
    SELECT range3.id AS id, range3.name AS name, range3.deleted_at AS deleted_at, range3.deleted AS deleted, range3.owner AS owner, range3.visibility AS visibility, range3.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE 1 = 1
      AND (+ images.visibility) = 'shared'
      AND (+ images.owner) != ?
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.image_id = images.id
          AND ((+ image_members.deleted) = 0
            OR images.deleted = 1
            AND image_members.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.member = image_members.member
              AND later.id > image_members.id))))
      AND 1 = 1
      AND images.id IN (
        SELECT shared.id
        FROM shared)
      ORDER BY (+ images.created_at) DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range3
    UNION ALL
    SELECT range4.id AS id, range4.name AS name, range4.deleted_at AS deleted_at, range4.deleted AS deleted, range4.owner AS owner, range4.visibility AS visibility, range4.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE 1 = 1
      AND images.visibility = 'shared'
      AND (+ images.owner) != ?
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.image_id = images.id
          AND ((+ image_members.deleted) = 0
            OR images.deleted = 1
            AND image_members.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.member = image_members.member
              AND later.id > image_members.id))))
      AND 1 = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_1
          FROM shared0) <= 250) THEN 0 ELSE ? END OFFSET 0) AS range4) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
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
