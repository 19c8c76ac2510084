SELECT CAST(json_object('id', page.id, 'status', upper(page.status), 'locations', (
      SELECT json_group_array(json_object('url', listed.value, 'status', CASE WHEN (page.deleted = 1) THEN 'DELETED' ELSE upper(listed.status) END)) AS json_group_array_1
      FROM (
        SELECT image_locations.value AS value, image_locations.status AS status
        FROM image_locations
        WHERE image_locations.image_id = page.id
        AND ((+ image_locations.deleted) = 0
          OR page.deleted = 1
          AND image_locations.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
        ORDER BY image_locations.id) AS listed)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.status AS status, images.deleted_at AS deleted_at, images.deleted AS deleted
  FROM images
  WHERE 1 = 1
  AND images.deleted_at >= ?
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = datetime.datetime(2000, 1, 1, 0, 0)
-- limit = 6
-- limit = 6
