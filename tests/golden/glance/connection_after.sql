WITH ahead AS MATERIALIZED (
  SELECT range0.id AS id, range0.size AS size
  FROM (
    SELECT images.id AS id, images.size AS size
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1
    AND (images.size, images.id) < (?, ?)
    ORDER BY images.size DESC NULLS LAST, images.id DESC
    LIMIT ? OFFSET 0) AS range0
  UNION ALL
  SELECT range1.id AS id, range1.size AS size
  FROM (
    SELECT images.id AS id, images.size AS size
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1
    AND images.size IS NULL
    ORDER BY images.size DESC NULLS LAST, images.id DESC
    LIMIT ? OFFSET 0) AS range1
  LIMIT ? OFFSET 0), behind AS (
  SELECT nearest0.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1
    AND (images.size, images.id) >= (?, ?)
    ORDER BY images.size ASC NULLS FIRST, images.id ASC
    LIMIT 1 OFFSET 0) AS nearest0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.size AS size
  FROM ahead
  LIMIT ? OFFSET 0)
SELECT NULL AS field0, CAST(json_object('hasNextPage', json(iif((
          SELECT count(*) AS count_1
          FROM ahead) > ?, 'true', 'false')), 'hasPreviousPage', json(iif(EXISTS (
          SELECT behind.id
          FROM behind), 'true', 'false')), 'endCursor', (
      SELECT hex(json_array('1318a372', first.size, first.id)) AS anon_1
      FROM (
        SELECT page.size AS size, page.id AS id
        FROM page
        ORDER BY page.size ASC NULLS FIRST, page.id ASC
        LIMIT 1 OFFSET 0) AS first)) AS BLOB) AS field1
UNION ALL
SELECT CAST(json_object('cursor', hex(json_array('1318a372', page.size, page.id)), 'node', json_object('size', page.size)) AS BLOB) AS field0, NULL AS field1
FROM page
-- after0 = 81
-- after1 = 'ad248cf3-ca28-4f5b-bad6-f359241449d5'
-- one_more = 3
-- one_more = 3
-- one_more = 3
-- after0 = 81
-- after1 = 'ad248cf3-ca28-4f5b-bad6-f359241449d5'
-- limit = 2
-- limit = 2
