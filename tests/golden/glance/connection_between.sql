WITH ahead AS MATERIALIZED (
  SELECT images.id AS id, images.name AS name, images.created_at AS created_at
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  AND (images.created_at, images.id) < (?, ?)
  AND (images.created_at, images.id) > (?, ?)
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0), behind AS (
  SELECT nearest0.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1
    AND (images.created_at, images.id) >= (?, ?)
    ORDER BY images.created_at ASC, images.id ASC
    LIMIT 1 OFFSET 0) AS nearest0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.name AS name, ahead.created_at AS created_at
  FROM ahead
  LIMIT ? OFFSET 0)
SELECT NULL AS field0, CAST(json_object('hasNextPage', json(iif((
          SELECT count(*) AS count_1
          FROM ahead) > ?, 'true', 'false')), 'hasPreviousPage', json(iif(EXISTS (
          SELECT behind.id
          FROM behind), 'true', 'false'))) AS BLOB) AS field1
UNION ALL
SELECT CAST(json_object('createdAt', replace(page.created_at, ' ', 'T') || 'Z', 'name', page.name) AS BLOB) AS field0, NULL AS field1
FROM page
-- after0 = datetime.datetime(2026, 11, 23, 20, 59, 28, 225056)
-- after1 = '63708ef2-54fc-4ca5-873e-1cc3dd0a5ef5'
-- before0 = datetime.datetime(2026, 11, 23, 20, 59, 27, 814869)
-- before1 = '4a1fe019-d335-44b3-808b-a279f4689bc7'
-- one_more = 26
-- after0 = datetime.datetime(2026, 11, 23, 20, 59, 28, 225056)
-- after1 = '63708ef2-54fc-4ca5-873e-1cc3dd0a5ef5'
-- limit = 25
-- limit = 25
