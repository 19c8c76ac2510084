WITH marker AS (
  SELECT images.id AS id, images.status AS status, images.disk_format AS disk_format, images.virtual_size AS virtual_size
  FROM images
  WHERE images.id = coalesce((
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
      LIMIT 1 OFFSET 0))
  AND (+ images.deleted) = 0
  AND 1 = 1)
SELECT found.marked, page.id, CAST(json_object('status', upper(page.status), 'diskFormat', page.disk_format, 'virtualSize', page.virtual_size) AS BLOB) AS image
FROM (
  SELECT EXISTS (
    SELECT marker.id
    FROM marker) AS marked) AS found
LEFT OUTER JOIN (
  SELECT images.id AS id, images.virtual_size AS virtual_size, images.status AS status, images.disk_format AS disk_format
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  AND (((images.id < (
          SELECT marker.id
          FROM marker)
        AND images.virtual_size IS (
          SELECT marker.virtual_size
          FROM marker)
        OR images.virtual_size < (
          SELECT marker.virtual_size
          FROM marker)
        OR images.virtual_size IS NULL
        AND (
          SELECT marker.virtual_size
          FROM marker) IS NOT NULL)
      AND images.disk_format IS (
        SELECT marker.disk_format
        FROM marker)
      OR images.disk_format > (
        SELECT marker.disk_format
        FROM marker)
      OR images.disk_format IS NOT NULL
      AND (
        SELECT marker.disk_format
        FROM marker) IS NULL)
    AND images.status IS (
      SELECT marker.status
      FROM marker)
    OR images.status < (
      SELECT marker.status
      FROM marker))
  ORDER BY images.status DESC, images.disk_format ASC NULLS FIRST, images.virtual_size DESC NULLS LAST, images.id DESC
  LIMIT ? OFFSET 0) AS page ON 1 = 1
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- limit = 4
