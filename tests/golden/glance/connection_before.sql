WITH behind AS (
  SELECT nearest0.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1
    AND images.size IS NULL
    AND images.id <= ?
    ORDER BY images.size DESC NULLS LAST, images.id DESC
    LIMIT 1 OFFSET 0) AS nearest0), ahead AS MATERIALIZED (
  SELECT range0.id AS id, range0.size AS size
  FROM (
    SELECT images.id AS id, images.size AS size
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1
    AND images.size IS NULL
    AND images.id > ?
    ORDER BY images.size ASC NULLS FIRST, images.id ASC
    LIMIT ? OFFSET 0) AS range0
  UNION ALL
  SELECT range1.id AS id, range1.size AS size
  FROM (
    SELECT images.id AS id, images.size AS size
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1
    AND images.size IS NOT NULL
    ORDER BY images.size ASC NULLS FIRST, images.id ASC
    LIMIT ? OFFSET 0) AS range1
  LIMIT ? OFFSET 0), page AS MATERIALIZED (
  SELECT last.id AS id, last.size AS size
  FROM (
    SELECT ahead.id AS id, ahead.size AS size
    FROM ahead
    LIMIT ? OFFSET 0) AS last
  ORDER BY last.size DESC NULLS LAST, last.id DESC
  LIMIT ? OFFSET 0)
SELECT NULL AS field0, CAST(json_object('hasNextPage', json(iif(EXISTS (
          SELECT behind.id
          FROM behind), 'true', 'false')), 'hasPreviousPage', json(iif((
          SELECT count(*) AS count_1
          FROM ahead) > ?, 'true', 'false')), 'startCursor', (
      SELECT hex(json_array('1318a372', first.size, first.id)) AS anon_1
      FROM (
        SELECT page.size AS size, page.id AS id
        FROM page
        ORDER BY page.size DESC NULLS LAST, page.id DESC
        LIMIT 1 OFFSET 0) AS first)) AS BLOB) AS field1
UNION ALL
SELECT CAST(json_object('size', page.size) AS BLOB) AS field0, NULL AS field1
FROM page
-- before1 = 'd9a81b62-10e8-4844-9a71-e768325ba21a'
-- before1 = 'd9a81b62-10e8-4844-9a71-e768325ba21a'
-- one_more = 3
-- one_more = 3
-- one_more = 3
-- limit = 2
-- limit = 2
-- limit = 2
