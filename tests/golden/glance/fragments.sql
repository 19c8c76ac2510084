SELECT CAST(json_object('__typename', 'Image', 'name', page.name, 'id', page.id, 'key', page.id, 'again', page.id, 'size', page.size, 'properties', (
      SELECT json_group_array(json_object('type', 'ImageProperty', 'value', listed.value, 'name', listed.name)) AS json_group_array_1
      FROM (
        SELECT image_properties.name AS name, image_properties.value AS value
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND (+ image_properties.deleted) = 0
        AND (+ image_properties.name) IN (
          SELECT value
          FROM json_each(?))
        ORDER BY image_properties.name) AS listed)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name, images.size AS size
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.name ASC NULLS LAST, images.id ASC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- a0_names = '["os_distro"]'
-- limit = 1
-- limit = 1
