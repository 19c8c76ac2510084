SELECT CAST(json_object('id', page.id, 'properties', (
      SELECT json_group_array(json_object('name', listed.name, 'value', listed.value)) AS json_group_array_1
      FROM (
        SELECT image_properties.name AS name, image_properties.value AS value
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND (+ image_properties.deleted) = 0
        AND (+ image_properties.name) IN (
          SELECT value
          FROM json_each(?))
        ORDER BY image_properties.name) AS listed), 'hardware', (
      SELECT json_group_array(json_object('value', listed.value)) AS json_group_array_2
      FROM (
        SELECT image_properties.value AS value
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND (+ image_properties.deleted) = 0
        AND substr(image_properties.name, 1, length(?)) = ?
        ORDER BY image_properties.name) AS listed), 'both', (
      SELECT json_group_array(json_object('name', listed.name)) AS json_group_array_3
      FROM (
        SELECT image_properties.name AS name
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND (+ image_properties.deleted) = 0
        AND (+ image_properties.name) IN (
          SELECT value
          FROM json_each(?))
        AND substr(image_properties.name, 1, length(?)) = ?
        ORDER BY image_properties.name) AS listed), 'nothing', (
      SELECT json_group_array(json_object('name', listed.name)) AS json_group_array_4
      FROM (
        SELECT image_properties.name AS name
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND (+ image_properties.deleted) = 0
        AND (+ image_properties.name) IN (
          SELECT value
          FROM json_each(?))
        ORDER BY image_properties.name) AS listed), 'operatingSystem', (
      SELECT json_group_object(listed.name, listed.value) AS json_group_object_1
      FROM (
        SELECT image_properties.name AS name, image_properties.value AS value
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND (+ image_properties.deleted) = 0
        AND substr(image_properties.name, 1, length(?)) = ?
        ORDER BY image_properties.name) AS listed), 'type', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND (+ image_properties.deleted) = 0), 'unset', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND (+ image_properties.deleted) = 0)) AS BLOB) AS image
FROM (
  SELECT images.id AS id
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- a0_names = '["os_type","a:b","nothing"]'
-- a1_prefix = 'hw_'
-- a1_prefix = 'hw_'
-- a2_names = '["os_type","hw_disk_bus"]'
-- a2_prefix = 'os_'
-- a2_prefix = 'os_'
-- a3_names = '[]'
-- a4_prefix = 'os_'
-- a4_prefix = 'os_'
-- a5_name = 'os_type'
-- a6_name = 'no such property'
-- limit = 2
-- limit = 2
