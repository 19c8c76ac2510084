WITH matching AS (
  SELECT images.id AS id, images.size AS size
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND true = 1)
SELECT CAST(coalesce(concat('{"byPropertyName":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), ',"totalSize":', coalesce(CAST(buckets.total_size AS CHAR), 'null'), '}'), 'null')
                  ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_1
            FROM (
              SELECT image_properties.name AS `key`, count(*) AS count, CAST(least(coalesce(sum(matching.size), 0), 9223372036854775807) AS SIGNED INTEGER) AS total_size
              FROM matching INNER JOIN image_properties ON image_properties.image_id = matching.id
              AND image_properties.deleted = false
              AND left(image_properties.name, char_length(%s)) = %s GROUP BY image_properties.name
              ORDER BY count(*) DESC, image_properties.name IS NULL ASC, image_properties.name ASC
              LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS aggregate
-- a0_prefix = 'hw_'
-- a0_prefix = 'hw_'
-- a0_first = 3
