SELECT convert_to(CAST('{"history":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce(CASE WHEN (history.position IS NOT NULL) THEN '{"cursor":' || coalesce(CAST(to_json(CAST('e' || CAST(history.position AS CHAR(20)) AS TEXT)) AS TEXT), 'null') || ',"changes":' || coalesce((
                  SELECT '[' || coalesce(string_agg(coalesce('{"field":' || coalesce(CAST(to_json(CAST(changed.field AS TEXT)) AS TEXT), 'null') || ',"before":' || coalesce(changed.old_value, 'null') || '}', 'null'), ','), '') || ']' AS anon_2
                  FROM (
                    SELECT place AS place, value ->> 'field' AS field, value ->> 'name' AS item, value ->> 'before' AS old_value, value ->> 'after' AS new_value
                    FROM json_array_elements(CAST(history.changes AS TEXT)::json)
                    WITH ORDINALITY AS change(value, place)
                    WHERE true
                    ORDER BY place) AS changed), 'null') || '}' END, 'null'), ','), '') || ']' AS anon_1
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
              LIMIT 1 OFFSET $1::INTEGER), 0)
          ORDER BY image_events.position DESC) AS history), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND true
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT $2::INTEGER OFFSET 0) AS page
LIMIT $2::INTEGER OFFSET 0
-- a0_first = 2
-- limit = 1

WITH ahead AS MATERIALIZED (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events JOIN images ON images.id = image_events.image_id
  WHERE image_events.position IS NOT NULL
  AND true
  AND true
  ORDER BY image_events.position DESC
  LIMIT $1::INTEGER OFFSET 0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.position AS position
  FROM ahead
  ORDER BY ahead.position DESC
  LIMIT $2::INTEGER OFFSET 0)
SELECT NULL AS field0, convert_to(CAST('{"hasNextPage":' || coalesce(CASE WHEN ((
          SELECT count(*) AS count_1
          FROM ahead) > $2::INTEGER) THEN 'true' ELSE 'false' END, 'null') || '}' AS TEXT), 'UTF8') AS field1, 9223372036854775807 AS place
UNION ALL
SELECT convert_to(CAST('{"type":' || coalesce(CAST(to_json(CAST(upper(image_events.type) AS TEXT)) AS TEXT), 'null') || ',"changes":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"after":' || coalesce(changed.new_value, 'null') || '}', 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT place AS place, value ->> 'field' AS field, value ->> 'name' AS item, value ->> 'before' AS old_value, value ->> 'after' AS new_value
          FROM json_array_elements(CAST(image_events.changes AS TEXT)::json)
          WITH ORDINALITY AS change(value, place)
          WHERE true
          ORDER BY place) AS changed), 'null') || '}' AS TEXT), 'UTF8') AS field0, NULL AS field1, page.position AS place
FROM page JOIN image_events ON image_events.id = page.id JOIN images ON images.id = image_events.image_id
ORDER BY place DESC
-- one_more = 3
-- limit = 2
