SELECT CAST(json_object('id', page.id, 'history', json('[]')) AS BLOB) AS image
FROM (
  SELECT images.id AS id
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- limit = 2
-- limit = 2
