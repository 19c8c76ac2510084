SELECT CAST(coalesce(concat('{"history":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(CASE WHEN (image_events.position IS NOT NULL) THEN concat('{"cursor":', coalesce(json_quote(concat('e', CAST(image_events.position AS CHAR(20)))), 'null'), ',"changes":', coalesce(coalesce((
                            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"field":', coalesce(json_quote(field), 'null'), ',"before":', coalesce(old_value, 'null'), '}'), 'null')
                                  ORDER BY place SEPARATOR ','), ''), ']') AS concat_2
                            FROM JSON_TABLE(image_events.changes, '$[*]' COLUMNS (place FOR ORDINALITY, field LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.field', item LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.name', old_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.before', new_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.after')) AS `change`
                            WHERE true = 1), repeat(' ', @@max_allowed_packet)), 'null'), '}') END, 'null')
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
  SELECT images.id AS id
  FROM images
  WHERE (images.deleted + 0) = false
  AND (images.os_hidden + 0) = false
  AND true = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- a0_first = 2
-- limit = 1
-- limit = 1

WITH ahead AS (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events INNER JOIN images ON images.id = image_events.image_id
  WHERE image_events.position IS NOT NULL
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
            FROM ahead) > %s) THEN 'true' ELSE 'false' END, 'null'), '}'), '') AS BINARY) AS field1, 9223372036854775807 AS place
UNION ALL
SELECT CAST(coalesce(concat('{"type":', coalesce(json_quote(upper(image_events.type)), 'null'), ',"changes":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"after":', coalesce(new_value, 'null'), '}'), 'null')
                  ORDER BY place SEPARATOR ','), ''), ']') AS concat_1
            FROM JSON_TABLE(image_events.changes, '$[*]' COLUMNS (place FOR ORDINALITY, field LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.field', item LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.name', old_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.before', new_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.after')) AS `change`
            WHERE true = 1), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS field0, NULL AS field1, page.position AS place
FROM page INNER JOIN image_events ON image_events.id = page.id INNER JOIN images ON images.id = image_events.image_id
ORDER BY place DESC
-- one_more = 3
-- limit = 2
-- limit = 2
