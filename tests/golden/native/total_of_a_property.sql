WITH unseen AS (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = 1
  UNION ALL
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = 0
  AND images.os_hidden = 1)
SELECT CAST((
    SELECT count(*) AS count_1
    FROM image_properties
    WHERE image_properties.name = ?
    AND image_properties.value = ?
    AND + image_properties.deleted = 0) - (
    SELECT count(*) AS count_2
    FROM image_properties JOIN unseen ON unseen.id = image_properties.image_id
    WHERE image_properties.name = ?
    AND image_properties.value = ?
    AND + image_properties.deleted = 0) AS BLOB) AS field0
-- w0 = 'os_distro'
-- w1 = 'debian'
-- w0 = 'os_distro'
-- w1 = 'debian'
