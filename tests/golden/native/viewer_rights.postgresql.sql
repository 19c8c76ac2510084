SELECT convert_to(CAST('{"id":' || coalesce(CAST(to_json(CAST(page.id AS TEXT)) AS TEXT), 'null') || ',"viewerCanUpdate":' || coalesce(CASE WHEN (page.deleted = false) THEN 'true' ELSE 'false' END, 'null') || ',"viewerCanDelete":' || coalesce(CASE WHEN (page.deleted = false
        AND page.protected = false) THEN 'true' ELSE 'false' END, 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected
  FROM images
  WHERE true
  AND true
  ORDER BY images.id ASC
  LIMIT $1::INTEGER OFFSET 0) AS page
LIMIT $1::INTEGER OFFSET 0
-- limit = 6
