SELECT CAST(coalesce(concat('{"id":', coalesce(json_quote(page.id), 'null'), ',"viewerCanUpdate":', coalesce(CASE WHEN (page.deleted = false) THEN 'true' ELSE 'false' END, 'null'), ',"viewerCanDelete":', coalesce(CASE WHEN (page.deleted = false
          AND page.protected = false) THEN 'true' ELSE 'false' END, 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected
  FROM images
  WHERE true = 1
  AND true = 1
  ORDER BY images.id ASC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- limit = 6
-- limit = 6
