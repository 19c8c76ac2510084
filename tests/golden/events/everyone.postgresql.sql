SELECT image_events.position, convert_to(CAST('{"cursor":' || coalesce(CAST(to_json(CAST('e' || CAST(image_events.position AS CHAR(20)) AS TEXT)) AS TEXT), 'null') || ',"type":' || coalesce(CAST(to_json(CAST(upper(image_events.type) AS TEXT)) AS TEXT), 'null') || '}' AS TEXT), 'UTF8') AS event
FROM image_events
LEFT OUTER JOIN images ON images.id = image_events.image_id
AND true
AND true
WHERE image_events.position > $1::BIGINT
AND image_events.position <= $2::BIGINT
AND (true
  OR true)
AND (images.id IS NULL
  OR true)
ORDER BY image_events.position
LIMIT $3::INTEGER OFFSET 0
-- after = 0
-- until = 3
-- limit = 100
