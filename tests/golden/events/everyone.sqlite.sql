SELECT image_events.position, CAST(json_object('cursor', 'e' || CAST(image_events.position AS CHAR(20)), 'type', upper(image_events.type)) AS BLOB) AS event
FROM image_events
LEFT OUTER JOIN images ON images.id = image_events.image_id
AND 1 = 1
AND 1 = 1
WHERE image_events.position > ?
AND image_events.position <= ?
AND (1 = 1
  OR 1 = 1)
AND (images.id IS NULL
  OR 1 = 1)
ORDER BY image_events.position
LIMIT ? OFFSET 0
-- after = 0
-- until = 3
-- limit = 100
