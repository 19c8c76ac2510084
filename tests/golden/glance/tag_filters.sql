SELECT CAST(json_object('name', page.name, 'tags', (
      SELECT json_group_array(listed.value) AS json_group_array_1
      FROM (
        SELECT DISTINCT image_tags.value AS value
        FROM image_tags
        WHERE image_tags.image_id = page.id
        AND (+ image_tags.deleted) = 0
        ORDER BY image_tags.value) AS listed)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value = ?
      AND image_tags.image_id = images.id
      AND (+ image_tags.deleted) = 0))
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value = ?
      AND image_tags.image_id = images.id
      AND (+ image_tags.deleted) = 0))
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE (+ image_tags.value) IN (
        SELECT value
        FROM json_each(?))
      AND image_tags.image_id = images.id
      AND (+ image_tags.deleted) = 0))
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE (+ image_tags.value) IN (
        SELECT value
        FROM json_each(?))
      AND image_tags.image_id = images.id
      AND (+ image_tags.deleted) = 0)) IS NOT 1
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.image_id = images.id
      AND (+ image_tags.deleted) = 0))
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = 'ci'
-- w1 = 'k8s'
-- w2 = '["gpu","golden"]'
-- w3 = '["ünïcode-tag"]'
-- limit = 25
-- limit = 25
