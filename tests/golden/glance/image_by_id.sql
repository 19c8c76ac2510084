SELECT CAST(json_object('id', page.id, 'name', page.name) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name
  FROM images
  WHERE (+ images.deleted) = 0
  AND 1 = 1
  AND images.id = ?) AS page
-- id = '1b33307b-fed3-400f-aca6-61c87a9bc70c'
