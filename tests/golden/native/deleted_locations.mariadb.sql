SELECT CAST(coalesce(concat('{"id":', coalesce(json_quote(page.id), 'null'), ',"status":', coalesce(json_quote(upper(page.status)), 'null'), ',"locations":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"url":', coalesce(json_quote(image_locations.value), 'null'), ',"status":', coalesce(json_quote(CASE WHEN (page.deleted = true) THEN 'DELETED' ELSE upper(image_locations.status) END), 'null'), '}'), 'null')
                  ORDER BY image_locations.id SEPARATOR ','), ''), ']') AS concat_1
            FROM image_locations
            WHERE image_locations.image_id = page.id
            AND (image_locations.deleted = false
              OR page.deleted = true
              AND image_locations.deleted_at >= timestampadd(SECOND, -2, page.deleted_at))), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT images.id AS id, images.status AS status, images.deleted_at AS deleted_at, images.deleted AS deleted
  FROM images
  WHERE true = 1
  AND images.deleted_at >= %s
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- w0 = datetime.datetime(2000, 1, 1, 0, 0)
-- limit = 6
-- limit = 6
