SELECT CAST(json_object('id', page.id, 'name', page.name, 'size', page.size, 'diskFormat', page.disk_format, 'containerFormat', page.container_format, 'checksum', page.checksum) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name, images.size AS size, images.disk_format AS disk_format, images.container_format AS container_format, images.checksum AS checksum
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- limit = 3
-- limit = 3
