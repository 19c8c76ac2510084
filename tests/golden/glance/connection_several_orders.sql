WITH behind AS (
  SELECT nearest0.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1
    AND ((images.id >= ?
        AND images.disk_format IS ?
        OR images.disk_format < ?
        OR images.disk_format IS NULL
        AND ? IS NOT NULL)
      AND (+ images.status) IS ?
      OR (+ images.status) > ?)
    LIMIT 1 OFFSET 0) AS nearest0), page AS MATERIALIZED (
  SELECT images.id AS id, images.status AS status, images.disk_format AS disk_format
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  AND ((images.id < ?
      AND images.disk_format IS ?
      OR images.disk_format > ?
      OR images.disk_format IS NOT NULL
      AND ? IS NULL)
    AND images.status IS ?
    OR images.status < ?)
  ORDER BY images.status DESC, images.disk_format ASC NULLS FIRST, images.id DESC
  LIMIT ? OFFSET 0)
SELECT NULL AS field0, CAST(json_object('hasPreviousPage', json(iif(EXISTS (
          SELECT behind.id
          FROM behind), 'true', 'false'))) AS BLOB) AS field1
UNION ALL
SELECT CAST(json_object('cursor', hex(json_array('ccebe877', page.status, page.disk_format, page.id)), 'node', json_object('status', upper(page.status), 'diskFormat', page.disk_format)) AS BLOB) AS field0, NULL AS field1
FROM page
-- after2 = '4be1c0b5-8f2c-474b-9843-5963e708834f'
-- after1 = 'vmdk'
-- after1 = 'vmdk'
-- after1 = 'vmdk'
-- after0 = 'deactivated'
-- after0 = 'deactivated'
-- after2 = '4be1c0b5-8f2c-474b-9843-5963e708834f'
-- after1 = 'vmdk'
-- after1 = 'vmdk'
-- after1 = 'vmdk'
-- after0 = 'deactivated'
-- after0 = 'deactivated'
-- limit = 3
