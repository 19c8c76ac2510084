SELECT image_events.position, convert_to(CAST('{"type":' || coalesce(CAST(to_json(CAST(upper(image_events.type) AS TEXT)) AS TEXT), 'null') || ',"imageId":' || coalesce(CAST(to_json(CAST(image_events.image_id AS TEXT)) AS TEXT), 'null') || ',"changedFields":' || coalesce(CASE WHEN (images.id IS NOT NULL
        AND (image_events.visibility = 'public'
          OR image_events.visibility = 'community'
          OR image_events.owner = $1::VARCHAR
          OR image_events.visibility = 'shared'
          AND image_events.owner != $1::VARCHAR
          AND strpos(image_events.members, $2) > 0)) THEN image_events.changed_fields ELSE '[]' END, 'null') || ',"occurredAt":' || coalesce(CAST(to_json(CAST(to_char(image_events.occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') || 'Z' AS TEXT)) AS TEXT), 'null') || ',"cursor":' || coalesce(CAST(to_json(CAST('e' || CAST(image_events.position AS CHAR(20)) AS TEXT)) AS TEXT), 'null') || ',"image":' || coalesce(CASE WHEN (images.id IS NOT NULL) THEN '{"name":' || coalesce(CAST(to_json(CAST(images.name AS TEXT)) AS TEXT), 'null') || ',"tags":' || coalesce((
          SELECT '[' || coalesce(string_agg(coalesce(CAST(to_json(CAST(listed.value AS TEXT)) AS TEXT), 'null'), ','), '') || ']' AS anon_1
          FROM (
            SELECT DISTINCT image_tags.value AS value
            FROM image_tags
            WHERE image_tags.image_id = images.id
            AND (image_tags.deleted = false
              OR images.deleted = true
              AND image_tags.deleted_at >= images.deleted_at - CAST('2 seconds' AS INTERVAL))
            ORDER BY image_tags.value) AS listed), 'null') || ',"members":' || coalesce((
          SELECT '[' || coalesce(string_agg(coalesce('{"member":' || coalesce(CAST(to_json(CAST(listed.member AS TEXT)) AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_2
          FROM (
            SELECT image_members.member AS member
            FROM image_members
            WHERE image_members.image_id = images.id
            AND (image_members.deleted = false
              OR images.deleted = true
              AND image_members.deleted_at >= images.deleted_at - CAST('2 seconds' AS INTERVAL))
            AND NOT (EXISTS (
                SELECT *
                FROM image_members AS later
                WHERE later.image_id = image_members.image_id
                AND later.member = image_members.member
                AND later.id > image_members.id))
            AND (images.owner = $1::VARCHAR
              OR image_members.member = $1::VARCHAR
              AND images.visibility = 'shared')
            ORDER BY image_members.member) AS listed), 'null') || ',"os":' || coalesce(CAST(to_json(CAST((
                SELECT image_properties.value
                FROM image_properties
                WHERE image_properties.image_id = images.id
                AND image_properties.name = $3::VARCHAR
                AND (image_properties.deleted = false
                  OR images.deleted = true
                  AND image_properties.deleted_at >= images.deleted_at - CAST('2 seconds' AS INTERVAL))) AS TEXT)) AS TEXT), 'null') || '}' ELSE NULL END, 'null') || '}' AS TEXT), 'UTF8') AS event
FROM image_events
LEFT OUTER JOIN images ON images.id = image_events.image_id
AND true
AND (images.visibility = 'public'
  OR images.visibility = 'community'
  OR images.owner = $1::VARCHAR
  OR images.visibility = 'shared'
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
      LIMIT ALL OFFSET 0)))
WHERE image_events.position > $4::BIGINT
AND image_events.position <= $5::BIGINT
AND image_events.type IN (
  SELECT value
  FROM json_array_elements_text(CAST($6 AS TEXT)::json) AS item(value))
AND image_events.image_id = ANY (ARRAY(
    SELECT value
    FROM json_array_elements_text(CAST($7 AS TEXT)::json) AS item(value)))
AND (image_events.visibility = 'public'
  OR image_events.visibility = 'community'
  OR image_events.owner = $1::VARCHAR
  OR image_events.visibility = 'shared'
  AND image_events.owner != $1::VARCHAR
  AND strpos(image_events.members, $2) > 0
  OR image_events.visibility_before = 'public'
  OR image_events.visibility_before = 'community'
  OR image_events.owner_before = $1::VARCHAR
  OR image_events.visibility_before = 'shared'
  AND image_events.owner_before != $1::VARCHAR
  AND (strpos(image_events.members, $2) > 0
    OR image_events.member_left = $1::VARCHAR))
AND (images.id IS NULL
  OR images.status = $8::VARCHAR
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM json_array_elements_text(CAST($9 AS TEXT)::json) AS item(value))
      AND image_tags.image_id = images.id
      AND (image_tags.deleted = false
        OR images.deleted = true
        AND image_tags.deleted_at >= images.deleted_at - CAST('2 seconds' AS INTERVAL))
      LIMIT ALL OFFSET 0)))
ORDER BY image_events.position
LIMIT $10::INTEGER OFFSET 0
-- project = 'p'
-- project_line = '\n"p"\n'
-- a0_name = 'os'
-- after = 0
-- until = 3
-- types = '["created","updated"]'
-- ids = '["01234567-89ab-4cde-8f01-23456789abcd"]'
-- w0 = 'queued'
-- w1 = '["lts"]'
-- limit = 100
