SELECT CAST(json_object('id', page.id, 'owner', page.owner, 'tags', (
      SELECT json_group_array(listed.value) AS json_group_array_1
      FROM (
        SELECT DISTINCT image_tags.value AS value
        FROM image_tags
        WHERE image_tags.image_id = page.id
        AND (+ image_tags.deleted) = 0
        ORDER BY image_tags.value) AS listed)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.owner ASC NULLS LAST, images.id ASC
  LIMIT ? OFFSET ?) AS page
LIMIT ? OFFSET 0
-- limit = 2
-- offset = 40
-- limit = 2
