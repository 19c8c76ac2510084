SELECT CAST(json_object('viewerCanUpdate', json(iif(0, 'true', 'false')), 'viewerCanDelete', json(iif(0 = 1, 'true', 'false'))) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- limit = 2
-- limit = 2
