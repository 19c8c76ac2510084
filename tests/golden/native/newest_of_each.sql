WITH firsts AS MATERIALIZED (
  SELECT substr(max(placed.place), 27) AS id
  FROM (
    SELECT replace(images.created_at, ' ', 'T') || images.id AS place, property0.value AS property0, property1.value AS property1
    FROM images NOT INDEXED
    LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
    AND property0.name = ?
    AND (+ property0.deleted) = 0
    LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
    AND property1.name = ?
    AND (+ property1.deleted) = 0
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1) AS placed GROUP BY placed.property0, placed.property1)
SELECT CAST(json_object('name', page.name, 'distro', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND (+ image_properties.deleted) = 0), 'version', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND (+ image_properties.deleted) = 0), 'createdAt', replace(page.created_at, ' ', 'T') || 'Z') AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name, images.created_at AS created_at
  FROM images
  WHERE images.id IN (
    SELECT firsts.id
    FROM firsts)
  ORDER BY (+ images.created_at) DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- property0_name = 'os_distro'
-- property1_name = 'os_version'
-- a0_name = 'os_distro'
-- a1_name = 'os_version'
-- limit = 5
-- limit = 5
