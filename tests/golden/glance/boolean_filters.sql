SELECT CAST(json_object('name', page.name, 'size', page.size, 'protected', json(iif(page.protected, 'true', 'false'))) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name, images.size AS size, images.protected AS protected
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND (((+ images.size) > ?) IS NOT 1
    OR (+ images.status) = ?
    AND (images.protected = ?
      OR images.os_hidden = ?) IS NOT 1
    OR 0 = 1)
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = 1000
-- w1 = 'active'
-- w2 = False
-- w3 = True
-- limit = 4
-- limit = 4
