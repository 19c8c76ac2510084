SELECT CAST(json_object('id', page.id, 'name', page.name, 'tags', (
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
  AND 1 = 1
  AND images.id = coalesce((
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id = ?), (
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id = lower(?)), (
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id = upper(?)), (
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id BETWEEN min(upper(?), lower(?))
      AND max(upper(?), lower(?))
      AND lower(candidate.id) = lower(?)
      ORDER BY candidate.id
      LIMIT 1 OFFSET 0))) AS page
-- id = 'e4baeec8-6a75-4617-b727-decaad801f77'
-- id = 'e4baeec8-6a75-4617-b727-decaad801f77'
-- id = 'e4baeec8-6a75-4617-b727-decaad801f77'
-- id = 'e4baeec8-6a75-4617-b727-decaad801f77'
-- id = 'e4baeec8-6a75-4617-b727-decaad801f77'
-- id = 'e4baeec8-6a75-4617-b727-decaad801f77'
-- id = 'e4baeec8-6a75-4617-b727-decaad801f77'
-- id = 'e4baeec8-6a75-4617-b727-decaad801f77'
