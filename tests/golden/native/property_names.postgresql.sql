WITH matching AS (
  SELECT images.id AS id, images.size AS size
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND true)
SELECT convert_to(CAST('{"byPropertyName":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || ',"totalSize":' || coalesce(CAST(buckets.total_size AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT image_properties.name AS key, count(*) AS count, CAST(least(coalesce(sum(matching.size), 0), 9223372036854775807) AS BIGINT) AS total_size
          FROM matching JOIN image_properties ON image_properties.image_id = matching.id
          AND image_properties.deleted = false
          AND starts_with(image_properties.name, $1) GROUP BY image_properties.name
          ORDER BY count(*) DESC, image_properties.name ASC NULLS LAST
          LIMIT $2 OFFSET 0) AS buckets), 'null') || '}' AS TEXT), 'UTF8') AS aggregate
-- a0_prefix = 'hw_'
-- a0_first = 3
