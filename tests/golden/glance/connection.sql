WITH ahead AS MATERIALIZED (
  SELECT images.id AS id, images.name AS name, images.created_at AS created_at
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.name AS name, ahead.created_at AS created_at
  FROM ahead
  LIMIT ? OFFSET 0)
SELECT NULL AS field0, CAST(json_object('hasNextPage', json(iif((
          SELECT count(*) AS count_1
          FROM ahead) > ?, 'true', 'false')), 'hasPreviousPage', json(iif(0, 'true', 'false')), 'startCursor', (
      SELECT hex(json_array('5b5ff0c9', replace(first.created_at, ' ', 'T'), first.id)) AS anon_1
      FROM (
        SELECT page.created_at AS created_at, page.id AS id
        FROM page
        ORDER BY page.created_at DESC, page.id DESC
        LIMIT 1 OFFSET 0) AS first), 'endCursor', (
      SELECT hex(json_array('5b5ff0c9', replace(first.created_at, ' ', 'T'), first.id)) AS anon_2
      FROM (
        SELECT page.created_at AS created_at, page.id AS id
        FROM page
        ORDER BY page.created_at ASC, page.id ASC
        LIMIT 1 OFFSET 0) AS first)) AS BLOB) AS field1
UNION ALL
SELECT CAST(json_object('cursor', hex(json_array('5b5ff0c9', replace(page.created_at, ' ', 'T'), page.id)), 'node', json_object('id', page.id, 'name', page.name, 'tags', (
        SELECT json_group_array(listed.value) AS json_group_array_1
        FROM (
          SELECT DISTINCT image_tags.value AS value
          FROM image_tags
          WHERE image_tags.image_id = page.id
          AND (+ image_tags.deleted) = 0
          ORDER BY image_tags.value) AS listed))) AS BLOB) AS field0, NULL AS field1
FROM page
-- one_more = 3
-- limit = 2
-- limit = 2
