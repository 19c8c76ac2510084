WITH ahead AS MATERIALIZED (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events JOIN images ON images.id = image_events.image_id
  WHERE image_events.position IS NOT NULL
  AND image_events.position < $1::BIGINT
  AND image_events.type IN (
    SELECT value
    FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
  AND true
  AND true
  ORDER BY image_events.position DESC
  LIMIT $3::INTEGER OFFSET 0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.position AS position
  FROM ahead
  ORDER BY ahead.position DESC
  LIMIT $4::INTEGER OFFSET 0)
SELECT NULL AS field0, convert_to(CAST('{"hasNextPage":' || coalesce(CASE WHEN ((
          SELECT count(*) AS count_1
          FROM ahead) > $4::INTEGER) THEN 'true' ELSE 'false' END, 'null') || ',"hasPreviousPage":' || coalesce(CASE WHEN (EXISTS (
          SELECT image_events.id, image_events.position
          FROM image_events JOIN images ON images.id = image_events.image_id
          WHERE image_events.position IS NOT NULL
          AND image_events.position >= $1::BIGINT
          AND image_events.type IN (
            SELECT value
            FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
          AND true
          AND true)) THEN 'true' ELSE 'false' END, 'null') || ',"startCursor":' || coalesce(CAST(to_json(CAST((
              SELECT 'e' || CAST(max(page.position) AS CHAR(20)) AS anon_1
              FROM page) AS TEXT)) AS TEXT), 'null') || ',"endCursor":' || coalesce(CAST(to_json(CAST((
              SELECT 'e' || CAST(min(page.position) AS CHAR(20)) AS anon_2
              FROM page) AS TEXT)) AS TEXT), 'null') || '}' AS TEXT), 'UTF8') AS field1, 9223372036854775807 AS place
UNION ALL
SELECT convert_to(CAST('{"cursor":' || coalesce(CAST(to_json(CAST('e' || CAST(image_events.position AS CHAR(20)) AS TEXT)) AS TEXT), 'null') || ',"node":' || coalesce('{"type":' || coalesce(CAST(to_json(CAST(upper(image_events.type) AS TEXT)) AS TEXT), 'null') || ',"imageId":' || coalesce(CAST(to_json(CAST(image_events.image_id AS TEXT)) AS TEXT), 'null') || ',"changedFields":' || coalesce(image_events.changed_fields, 'null') || ',"occurredAt":' || coalesce(CAST(to_json(CAST(to_char(image_events.occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') || 'Z' AS TEXT)) AS TEXT), 'null') || ',"actor":' || coalesce('{"user":' || coalesce(CAST(to_json(CAST(image_events.actor_user AS TEXT)) AS TEXT), 'null') || ',"project":' || coalesce(CAST(to_json(CAST(image_events.actor_project AS TEXT)) AS TEXT), 'null') || '}', 'null') || ',"requestId":' || coalesce(CAST(to_json(CAST(image_events.request_id AS TEXT)) AS TEXT), 'null') || ',"changes":' || coalesce((
          SELECT '[' || coalesce(string_agg(coalesce('{"field":' || coalesce(CAST(to_json(CAST(changed.field AS TEXT)) AS TEXT), 'null') || ',"name":' || coalesce(CAST(to_json(CAST(changed.item AS TEXT)) AS TEXT), 'null') || ',"before":' || coalesce(changed.old_value, 'null') || ',"after":' || coalesce(changed.new_value, 'null') || '}', 'null'), ','), '') || ']' AS anon_3
          FROM (
            SELECT place AS place, value ->> 'field' AS field, value ->> 'name' AS item, value ->> 'before' AS old_value, value ->> 'after' AS new_value
            FROM json_array_elements(CAST(image_events.changes AS TEXT)::json)
            WITH ORDINALITY AS change(value, place)
            WHERE true
            ORDER BY place) AS changed), 'null') || ',"image":' || coalesce('{"name":' || coalesce(CAST(to_json(CAST(images.name AS TEXT)) AS TEXT), 'null') || ',"tags":' || coalesce((
            SELECT '[' || coalesce(string_agg(coalesce(CAST(to_json(CAST(listed.value AS TEXT)) AS TEXT), 'null'), ','), '') || ']' AS anon_4
            FROM (
              SELECT DISTINCT image_tags.value AS value
              FROM image_tags
              WHERE image_tags.image_id = images.id
              AND (image_tags.deleted = false
                OR images.deleted = true
                AND image_tags.deleted_at >= images.deleted_at - CAST('2 seconds' AS INTERVAL))
              ORDER BY image_tags.value) AS listed), 'null') || '}', 'null') || '}', 'null') || '}' AS TEXT), 'UTF8') AS field0, NULL AS field1, page.position AS place
FROM page JOIN image_events ON image_events.id = page.id JOIN images ON images.id = image_events.image_id
ORDER BY place DESC
-- after = 6
-- types = '["created","updated"]'
-- one_more = 3
-- limit = 2
