SELECT CAST(json_object('id', page.id, 'name', page.name) AS BLOB) AS image
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
-- id = '1b33307b-fed3-400f-aca6-61c87a9bc70c'
-- id = '1b33307b-fed3-400f-aca6-61c87a9bc70c'
-- id = '1b33307b-fed3-400f-aca6-61c87a9bc70c'
-- id = '1b33307b-fed3-400f-aca6-61c87a9bc70c'
-- id = '1b33307b-fed3-400f-aca6-61c87a9bc70c'
-- id = '1b33307b-fed3-400f-aca6-61c87a9bc70c'
-- id = '1b33307b-fed3-400f-aca6-61c87a9bc70c'
-- id = '1b33307b-fed3-400f-aca6-61c87a9bc70c'
