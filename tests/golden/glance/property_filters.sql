SELECT CAST(json_object('name', page.name, 'property', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND (+ image_properties.deleted) = 0)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND (EXISTS (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = ?
      AND 1 = 1
      AND image_properties.image_id = images.id
      AND (+ image_properties.deleted) = 0))
  AND (EXISTS (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = ?
      AND image_properties.value != ?
      AND image_properties.value IN (
        SELECT value
        FROM json_each(?))
      AND image_properties.image_id = images.id
      AND (+ image_properties.deleted) = 0))
  AND (EXISTS (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = ?
      AND 1 = 1
      AND image_properties.image_id = images.id
      AND (+ image_properties.deleted) = 0)) IS NOT 1
  AND (EXISTS (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = ?
      AND 1 = 1
      AND image_properties.image_id = images.id
      AND (+ image_properties.deleted) = 0))
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- a0_name = 'os_distro'
-- w0 = 'os_type'
-- w1 = 'os_distro'
-- w2 = 'debian'
-- w3 = '["ubuntu","debian"]'
-- w4 = 'no such property'
-- w5 = 'hw_machine_type'
-- limit = 25
-- limit = 25
