SELECT CAST(json_object('history', (
      SELECT json_group_array(CASE WHEN (history.position IS NOT NULL) THEN json_object('type', upper(history.type), 'actor', CASE WHEN (page.owner = ?) THEN json_object('user', history.actor_user) ELSE NULL END, 'requestId', CASE WHEN (page.owner = ?) THEN history.request_id ELSE NULL END, 'changedFields', json(history.changed_fields), 'changes', (
            SELECT json_group_array(json_object('field', changed.field, 'name', changed.item, 'before', json(changed.old_value), 'after', json(changed.new_value))) AS json_group_array_2
            FROM (
              SELECT "key" AS place, json_extract(value, '$.field') AS field, json_extract(value, '$.name') AS item, json_extract(value, '$.before') AS old_value, json_extract(value, '$.after') AS new_value
              FROM json_each(history.changes)
              WHERE json_extract(value, '$.field') != 'locations'
              AND (json_extract(value, '$.field') != 'members'
                OR page.owner = ?
                OR json_extract(value, '$.name') = ?
                AND page.visibility = 'shared')
              ORDER BY "key") AS changed)) END) AS json_group_array_1
      FROM (
        SELECT image_events.position AS position, image_events.type AS type, image_events.changed_fields AS changed_fields, image_events.actor_user AS actor_user, image_events.actor_project AS actor_project, image_events.request_id AS request_id, image_events.changes AS changes
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
  SELECT images.id AS id, images.owner AS owner, images.visibility AS visibility
  FROM images
  WHERE (+ images.deleted) = 0
  AND (images.visibility = 'public'
    OR images.visibility = 'community'
    OR images.owner = ?
    OR images.visibility = 'shared'
    AND (+ images.owner) != ?
    AND images.id IN (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.member = ?
      AND (+ image_members.deleted) = 0))
  AND images.id = ?) AS page
-- project = 'm'
-- project = 'm'
-- project = 'm'
-- project = 'm'
-- a0_first = 20
-- project = 'm'
-- project = 'm'
-- project = 'm'
-- id = 'fedcba98-7654-4210-8fed-cba987654321'
