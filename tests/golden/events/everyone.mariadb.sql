SELECT image_events.position, CAST(coalesce(concat('{"cursor":', coalesce(json_quote(concat('e', CAST(image_events.position AS CHAR(20)))), 'null'), ',"type":', coalesce(json_quote(upper(image_events.type)), 'null'), '}'), '') AS BINARY) AS event
FROM image_events
LEFT OUTER JOIN images ON images.id = image_events.image_id
AND true = 1
AND true = 1
WHERE image_events.position > %s
AND image_events.position <= %s
AND (true = 1
  OR true = 1)
AND (images.id IS NULL
  OR true = 1)
ORDER BY image_events.position
LIMIT 0, %s
-- after = 0
-- until = 3
-- limit = 100
