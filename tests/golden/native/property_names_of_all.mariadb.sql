WITH unseen AS (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = true
  UNION ALL
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = 0
  AND images.os_hidden = true)
SELECT CAST(coalesce(concat('{"byPropertyName":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                  ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_1
            FROM (
              SELECT counted.`key` AS `key`, counted.count AS count
              FROM (
                SELECT `both`.`key` AS `key`, CAST(sum(`both`.count) AS SIGNED INTEGER) AS count
                FROM (
                  SELECT image_properties.name AS `key`, count(*) AS count
                  FROM image_properties
                  WHERE image_properties.deleted = 0 GROUP BY image_properties.name
                  UNION ALL
                  SELECT image_properties.name AS `key`, -count(*) AS count
                  FROM image_properties INNER JOIN unseen ON unseen.id = image_properties.image_id
                  WHERE image_properties.deleted = 0 GROUP BY image_properties.name) AS `both` GROUP BY `both`.`key`) AS counted
              WHERE counted.count > 0
              ORDER BY counted.count DESC, counted.`key` IS NULL ASC, counted.`key` ASC
              LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), ',"os":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                  ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_2
            FROM (
              SELECT counted.`key` AS `key`, counted.count AS count
              FROM (
                SELECT `both`.`key` AS `key`, CAST(sum(`both`.count) AS SIGNED INTEGER) AS count
                FROM (
                  SELECT image_properties.name AS `key`, count(*) AS count
                  FROM image_properties
                  WHERE image_properties.deleted = 0
                  AND left(image_properties.name, char_length(%s)) = %s GROUP BY image_properties.name
                  UNION ALL
                  SELECT image_properties.name AS `key`, -count(*) AS count
                  FROM image_properties INNER JOIN unseen ON unseen.id = image_properties.image_id
                  WHERE image_properties.deleted = 0
                  AND left(image_properties.name, char_length(%s)) = %s GROUP BY image_properties.name) AS `both` GROUP BY `both`.`key`) AS counted
              WHERE counted.count > 0
              ORDER BY counted.count DESC, counted.`key` IS NULL ASC, counted.`key` ASC
              LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS aggregate
-- a0_first = 3
-- a1_prefix = 'os_'
-- a1_prefix = 'os_'
-- a1_prefix = 'os_'
-- a1_prefix = 'os_'
-- a1_first = 50
