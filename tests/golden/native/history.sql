SELECT CAST(json_object('history', (
      SELECT json_group_array(CASE WHEN (history.position IS NOT NULL) THEN json_object('cursor', 'e' || CAST(history.position AS CHAR(20)), 'changes', (
            SELECT json_group_array(json_object('field', changed.field, 'before', json(changed.old_value))) AS json_group_array_2
            FROM (
              SELECT "key" AS place, json_extract(value, '$.field') AS field, json_extract(value, '$.name') AS item, json_extract(value, '$.before') AS old_value, json_extract(value, '$.after') AS new_value
              FROM json_each(history.changes)
              WHERE 1 = 1
              ORDER BY "key") AS changed)) END) AS json_group_array_1
      FROM (
        SELECT image_events.position AS position, image_events.changes AS changes
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
  SELECT images.id AS id
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- a0_first = 2
-- limit = 1
-- limit = 1

WITH ahead AS MATERIALIZED (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events JOIN images ON images.id = image_events.image_id
  WHERE image_events.position IS NOT NULL
  AND 1 = 1
  AND 1 = 1
  ORDER BY image_events.position DESC
  LIMIT ? OFFSET 0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.position AS position
  FROM ahead
  ORDER BY ahead.position DESC
  LIMIT ? OFFSET 0)
SELECT NULL AS field0, CAST(json_object('hasNextPage', json(iif((
          SELECT count(*) AS count_1
          FROM ahead) > ?, 'true', 'false'))) AS BLOB) AS field1, 9223372036854775807 AS place
UNION ALL
SELECT CAST(json_object('type', upper(image_events.type), 'changes', (
      SELECT json_group_array(json_object('after', json(changed.new_value))) AS json_group_array_1
      FROM (
        SELECT "key" AS place, json_extract(value, '$.field') AS field, json_extract(value, '$.name') AS item, json_extract(value, '$.before') AS old_value, json_extract(value, '$.after') AS new_value
        FROM json_each(image_events.changes)
        WHERE 1 = 1
        ORDER BY "key") AS changed)) AS BLOB) AS field0, NULL AS field1, page.position AS place
FROM page JOIN image_events ON image_events.id = page.id JOIN images ON images.id = image_events.image_id
ORDER BY place DESC
-- one_more = 3
-- limit = 2
-- limit = 2
