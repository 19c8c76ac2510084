WITH ahead AS MATERIALIZED (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events JOIN images ON images.id = image_events.image_id
  WHERE image_events.position IS NOT NULL
  AND image_events.position < ?
  AND image_events.type IN (
    SELECT value
    FROM json_each(?))
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
          FROM ahead) > ?, 'true', 'false')), 'hasPreviousPage', json(iif(EXISTS (
          SELECT image_events.id, image_events.position
          FROM image_events JOIN images ON images.id = image_events.image_id
          WHERE image_events.position IS NOT NULL
          AND image_events.position >= ?
          AND image_events.type IN (
            SELECT value
            FROM json_each(?))
          AND 1 = 1
          AND 1 = 1), 'true', 'false')), 'startCursor', (
      SELECT 'e' || CAST(max(page.position) AS CHAR(20)) AS anon_1
      FROM page), 'endCursor', (
      SELECT 'e' || CAST(min(page.position) AS CHAR(20)) AS anon_2
      FROM page)) AS BLOB) AS field1, 9223372036854775807 AS place
UNION ALL
SELECT CAST(json_object('cursor', 'e' || CAST(image_events.position AS CHAR(20)), 'node', json_object('type', upper(image_events.type), 'imageId', image_events.image_id, 'changedFields', json(image_events.changed_fields), 'occurredAt', replace(image_events.occurred_at, ' ', 'T') || 'Z', 'actor', json_object('user', image_events.actor_user, 'project', image_events.actor_project), 'requestId', image_events.request_id, 'changes', (
        SELECT json_group_array(json_object('field', changed.field, 'name', changed.item, 'before', json(changed.old_value), 'after', json(changed.new_value))) AS json_group_array_1
        FROM (
          SELECT "key" AS place, json_extract(value, '$.field') AS field, json_extract(value, '$.name') AS item, json_extract(value, '$.before') AS old_value, json_extract(value, '$.after') AS new_value
          FROM json_each(image_events.changes)
          WHERE 1 = 1
          ORDER BY "key") AS changed), 'image', json_object('name', images.name, 'tags', (
          SELECT json_group_array(listed.value) AS json_group_array_2
          FROM (
            SELECT DISTINCT image_tags.value AS value
            FROM image_tags
            WHERE image_tags.image_id = images.id
            AND ((+ image_tags.deleted) = 0
              OR images.deleted = 1
              AND image_tags.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
            ORDER BY image_tags.value) AS listed)))) AS BLOB) AS field0, NULL AS field1, page.position AS place
FROM page JOIN image_events ON image_events.id = page.id JOIN images ON images.id = image_events.image_id
ORDER BY place DESC
-- after = 6
-- types = '["created","updated"]'
-- one_more = 3
-- limit = 2
-- limit = 2
-- after = 6
-- types = '["created","updated"]'
