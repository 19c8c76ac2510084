SELECT page.id, CAST(json_object('__typename', 'Image', 'name', page.name) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name
  FROM images
  WHERE (+ images.deleted) = 0
  AND 1 = 1
  AND images.id IN (
    SELECT value
    FROM json_each(?))) AS page
-- ids = '["e4baeec8-6a75-4617-b727-decaad801f77","c9687cdc-b7b0-42f0-a1e6-65d34feda19c","1b33307b-fed3-400f-aca6-61c87a9bc70c"]'
