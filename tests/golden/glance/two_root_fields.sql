SELECT CAST(json_object('name', page.name) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND (EXISTS (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = ?
      AND image_properties.value = ?
      AND image_properties.image_id = images.id
      AND (+ image_properties.deleted) = 0))
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = 'os_distro'
-- w1 = 'ubuntu'
-- limit = 25
-- limit = 25

SELECT CAST(json_object('name', page.name) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND (EXISTS (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = ?
      AND image_properties.value IN (
        SELECT value
        FROM json_each(?))
      AND image_properties.image_id = images.id
      AND (+ image_properties.deleted) = 0)) IS NOT 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = 'os_distro'
-- w1 = '["ubuntu","cirros"]'
-- limit = 1
-- limit = 1
