WITH marker AS (
  SELECT images.id AS id, images.size AS size
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
SELECT found.marked, page.id, CAST(json_object('id', page.id, 'size', page.size) AS BLOB) AS image
FROM (
  SELECT EXISTS (
    SELECT marker.id
    FROM marker) AS marked) AS found
LEFT OUTER JOIN (
  SELECT range0.id AS id, range0.size AS size
  FROM (
    SELECT images.id AS id, images.size AS size
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1
    AND (
      SELECT marker.size
      FROM marker) IS NOT NULL
    AND (images.size, images.id) > ((
        SELECT marker.size
        FROM marker), (
        SELECT marker.id
        FROM marker))
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
    AND (
      SELECT marker.size
      FROM marker) IS NULL
    AND images.size IS NULL
    AND images.id > (
      SELECT marker.id
      FROM marker)
    ORDER BY images.size ASC NULLS FIRST, images.id ASC
    LIMIT ? OFFSET 0) AS range1
  UNION ALL
  SELECT range2.id AS id, range2.size AS size
  FROM (
    SELECT images.id AS id, images.size AS size
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND 1 = 1
    AND (
      SELECT marker.size
      FROM marker) IS NULL
    AND images.size IS NOT NULL
    ORDER BY images.size ASC NULLS FIRST, images.id ASC
    LIMIT ? OFFSET 0) AS range2
  LIMIT ? OFFSET 0) AS page ON 1 = 1
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- marker = '9488f5e4-6a11-4dd2-b792-bb5455893750'
-- limit = 15
-- limit = 15
-- limit = 15
-- limit = 15
