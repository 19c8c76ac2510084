SELECT CAST(json_object('name', page.name, 'version', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND (+ image_properties.deleted) = 0)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name, property0.value AS property0
  FROM images
  LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
  AND property0.name = ?
  AND (+ property0.deleted) = 0
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY property0.value ASC NULLS FIRST, (+ images.size) ASC NULLS LAST, images.id ASC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- a0_name = 'os_version'
-- property0_name = 'os_version'
-- limit = 3
-- limit = 3
