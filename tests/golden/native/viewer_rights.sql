SELECT CAST(json_object('id', page.id, 'viewerCanUpdate', json(iif(page.deleted = 0, 'true', 'false')), 'viewerCanDelete', json(iif(page.deleted = 0
        AND page.protected = 0, 'true', 'false'))) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected
  FROM images
  WHERE 1 = 1
  AND 1 = 1
  ORDER BY images.id ASC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- limit = 6
-- limit = 6
