WITH ahead AS (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events INNER JOIN images ON images.id = image_events.image_id
  WHERE image_events.position IS NOT NULL
  AND image_events.position < %s
  AND image_events.type IN (
    SELECT value
    FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
  AND true = 1
  AND true = 1
  ORDER BY image_events.position DESC
  LIMIT 0, %s), page AS (
  SELECT ahead.id AS id, ahead.position AS position
  FROM ahead
  ORDER BY ahead.position DESC
  LIMIT 0, %s)
SELECT NULL AS field0, CAST(coalesce(concat('{"hasNextPage":', coalesce(CASE WHEN ((
            SELECT count(*) AS count_1
            FROM ahead) > %s) THEN 'true' ELSE 'false' END, 'null'), ',"hasPreviousPage":', coalesce(CASE WHEN (EXISTS (
            SELECT image_events.id, image_events.position
            FROM image_events INNER JOIN images ON images.id = image_events.image_id
            WHERE image_events.position IS NOT NULL
            AND image_events.position >= %s
            AND image_events.type IN (
              SELECT value
              FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
            AND true = 1
            AND true = 1)) THEN 'true' ELSE 'false' END, 'null'), ',"startCursor":', coalesce(json_quote((
            SELECT concat('e', CAST(max(page.position) AS CHAR(20))) AS anon_1
            FROM page)), 'null'), ',"endCursor":', coalesce(json_quote((
            SELECT concat('e', CAST(min(page.position) AS CHAR(20))) AS anon_2
            FROM page)), 'null'), '}'), '') AS BINARY) AS field1, 9223372036854775807 AS place
UNION ALL
SELECT CAST(coalesce(concat('{"cursor":', coalesce(json_quote(concat('e', CAST(image_events.position AS CHAR(20)))), 'null'), ',"node":', coalesce(coalesce(concat('{"type":', coalesce(json_quote(upper(image_events.type)), 'null'), ',"imageId":', coalesce(json_quote(image_events.image_id), 'null'), ',"changedFields":', coalesce(image_events.changed_fields, 'null'), ',"occurredAt":', coalesce(json_quote(concat(date_format(image_events.occurred_at, '%%Y-%%m-%%dT%%H:%%i:%%s.%%f'), 'Z')), 'null'), ',"actor":', coalesce(concat('{"user":', coalesce(json_quote(image_events.actor_user), 'null'), ',"project":', coalesce(json_quote(image_events.actor_project), 'null'), '}'), 'null'), ',"requestId":', coalesce(json_quote(image_events.request_id), 'null'), ',"changes":', coalesce(coalesce((
                  SELECT concat('[', coalesce(group_concat(coalesce(concat('{"field":', coalesce(json_quote(field), 'null'), ',"name":', coalesce(json_quote(item), 'null'), ',"before":', coalesce(old_value, 'null'), ',"after":', coalesce(new_value, 'null'), '}'), 'null')
                        ORDER BY place SEPARATOR ','), ''), ']') AS concat_1
                  FROM JSON_TABLE(image_events.changes, '$[*]' COLUMNS (place FOR ORDINALITY, field LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.field', item LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.name', old_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.before', new_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.after')) AS `change`
                  WHERE true = 1), repeat(' ', @@max_allowed_packet)), 'null'), ',"image":', coalesce(coalesce(concat('{"name":', coalesce(json_quote(images.name), 'null'), ',"tags":', coalesce(coalesce((
                        SELECT concat('[', coalesce(group_concat(DISTINCT coalesce(json_quote(image_tags.value), 'null')
                              ORDER BY image_tags.value SEPARATOR ','), ''), ']') AS concat_2
                        FROM image_tags
                        WHERE image_tags.image_id = images.id
                        AND (image_tags.deleted = false
                          OR images.deleted = true
                          AND image_tags.deleted_at >= timestampadd(SECOND, -2, images.deleted_at))), repeat(' ', @@max_allowed_packet)), 'null'), '}'), repeat(' ', @@max_allowed_packet)), 'null'), '}'), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS field0, NULL AS field1, page.position AS place
FROM page INNER JOIN image_events ON image_events.id = page.id INNER JOIN images ON images.id = image_events.image_id
ORDER BY place DESC
-- after = 6
-- types = '["created","updated"]'
-- one_more = 3
-- limit = 2
-- limit = 2
-- after = 6
-- types = '["created","updated"]'
