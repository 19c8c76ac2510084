WITH marker AS (
  SELECT images.id AS id, images.created_at AS created_at
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
SELECT found.marked, page.id, CAST(json_object('id', page.id, 'createdAt', replace(page.created_at, ' ', 'T') || 'Z') AS BLOB) AS image
FROM (
  SELECT EXISTS (
    SELECT marker.id
    FROM marker) AS marked) AS found
LEFT OUTER JOIN (
  SELECT images.id AS id, images.created_at AS created_at
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  AND (images.created_at, images.id) < ((
      SELECT marker.created_at
      FROM marker), (
      SELECT marker.id
      FROM marker))
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page ON 1 = 1
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- limit = 3
