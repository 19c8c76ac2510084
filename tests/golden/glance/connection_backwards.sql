WITH ahead AS MATERIALIZED (
  SELECT images.id AS id, images.name AS name
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.name DESC NULLS LAST, images.id DESC
  LIMIT ? OFFSET 0), page AS MATERIALIZED (
  SELECT last.id AS id, last.name AS name
  FROM (
    SELECT ahead.id AS id, ahead.name AS name
    FROM ahead
    LIMIT ? OFFSET 0) AS last
  ORDER BY last.name ASC NULLS FIRST, last.id ASC
  LIMIT ? OFFSET 0)
SELECT NULL AS field0, CAST(json_object('hasNextPage', json(iif(0, 'true', 'false')), 'hasPreviousPage', json(iif((
          SELECT count(*) AS count_1
          FROM ahead) > ?, 'true', 'false'))) AS BLOB) AS field1
UNION ALL
SELECT CAST(json_object('name', page.name) AS BLOB) AS field0, NULL AS field1
FROM page
-- one_more = 3
-- limit = 2
-- limit = 2
-- limit = 2
