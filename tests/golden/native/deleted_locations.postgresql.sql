SELECT convert_to(CAST('{"id":' || coalesce(CAST(to_json(CAST(page.id AS TEXT)) AS TEXT), 'null') || ',"status":' || coalesce(CAST(to_json(CAST(upper(page.status) AS TEXT)) AS TEXT), 'null') || ',"locations":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"url":' || coalesce(CAST(to_json(CAST(listed.value AS TEXT)) AS TEXT), 'null') || ',"status":' || coalesce(CAST(to_json(CAST(CASE WHEN (page.deleted = true) THEN 'DELETED' ELSE upper(listed.status) END AS TEXT)) AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT image_locations.value AS value, image_locations.status AS status
          FROM image_locations
          WHERE image_locations.image_id = page.id
          AND (image_locations.deleted = false
            OR page.deleted = true
            AND image_locations.deleted_at >= page.deleted_at - CAST('2 seconds' AS INTERVAL))
          ORDER BY image_locations.id) AS listed), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT images.id AS id, images.status AS status, images.deleted_at AS deleted_at, images.deleted AS deleted
  FROM images
  WHERE true
  AND images.deleted_at >= $1::TIMESTAMP WITHOUT TIME ZONE
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT $2::INTEGER OFFSET 0) AS page
LIMIT $2::INTEGER OFFSET 0
-- w0 = datetime.datetime(2000, 1, 1, 0, 0)
-- limit = 6
