SELECT CAST(json_object('id', page.id, 'name', page.name, 'hashAlgorithm', page.os_hash_algo, 'tags', (
      SELECT json_group_array(listed.value) AS json_group_array_1
      FROM (
        SELECT DISTINCT image_tags.value AS value
        FROM image_tags
        WHERE image_tags.image_id = page.id
        AND (+ image_tags.deleted) = 0
        ORDER BY image_tags.value) AS listed)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name, images.os_hash_algo AS os_hash_algo
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND substr(lower(images.id), 1, length(lower(?))) = lower(?)
  AND (lower(+ images.name) GLOB lower(?))
  AND images.os_hash_algo >= ?
  AND images.os_hash_algo < ?
  AND (images.os_hash_algo GLOB ?)
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value >= ?
      AND image_tags.value < ?
      AND (image_tags.value GLOB ?)
      AND image_tags.image_id = images.id
      AND (+ image_tags.deleted) = 0))
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = 'A'
-- w0 = 'A'
-- w1_glob = '*u?*'
-- w5 = 'sha'
-- w6 = 'shb'
-- w3_glob = 'sha*'
-- w9 = 'g'
-- w10 = 'h'
-- w7_glob = 'g*'
-- limit = 25
-- limit = 25

SELECT CAST(json_object('id', page.id, 'deletedAt', replace(page.deleted_at, ' ', 'T') || 'Z') AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.deleted_at AS deleted_at
  FROM images
  WHERE (+ images.os_hidden) = 0
  AND images.deleted_at >= ?
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = datetime.datetime(2020, 1, 1, 0, 0)
-- limit = 3
-- limit = 3
