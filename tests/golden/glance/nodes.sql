WITH requested AS MATERIALIZED (
  SELECT found.id AS id, found.spelled AS spelled
  FROM (
    SELECT items.value AS spelled, coalesce((
        SELECT candidate.id
        FROM images AS candidate
        WHERE candidate.id = items.value), (
        SELECT candidate.id
        FROM images AS candidate
        WHERE candidate.id = lower(items.value)), (
        SELECT candidate.id
        FROM images AS candidate
        WHERE candidate.id = upper(items.value)), (
        SELECT candidate.id
        FROM images AS candidate
        WHERE candidate.id BETWEEN min(upper(items.value), lower(items.value))
        AND max(upper(items.value), lower(items.value))
        AND lower(candidate.id) = lower(items.value)
        ORDER BY candidate.id
        LIMIT 1 OFFSET 0)) AS id
    FROM (
      SELECT value
      FROM json_each(?)) AS items) AS found
  WHERE found.id IS NOT NULL)
SELECT page.spelled, CAST(json_object('__typename', 'Image', 'name', page.name) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name, requested.spelled AS spelled
  FROM images JOIN requested ON images.id = requested.id
  WHERE (+ images.deleted) = 0
  AND 1 = 1) AS page
-- ids = '["e4baeec8-6a75-4617-b727-decaad801f77","c9687cdc-b7b0-42f0-a1e6-65d34feda19c","1b33307b-fed3-400f-aca6-61c87a9bc70c","E4BAEEC8-6A75-4617-B727-DECAAD801F77"]'
