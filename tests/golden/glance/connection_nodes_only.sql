WITH page AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0)
SELECT CAST(json_object('id', page.id) AS BLOB) AS field0
FROM page
-- limit = 2
