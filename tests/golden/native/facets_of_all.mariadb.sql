WITH matching AS (
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND true = 1), starts_a1_name AS (
  SELECT DISTINCT image_properties.value_start AS start
  FROM image_properties
  WHERE image_properties.name = %s
  AND image_properties.deleted = 0
  AND char_length(image_properties.value_start) = 200), unseen AS (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = true
  UNION ALL
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = 0
  AND images.os_hidden = true)
SELECT CAST(coalesce(concat('{"byOwner":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                  ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_1
            FROM (
              SELECT matching.owner AS `key`, count(*) AS count
              FROM matching GROUP BY matching.owner
              ORDER BY count(*) DESC, matching.owner IS NULL ASC, matching.owner ASC
              LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), ',"byProperty":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                  ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_2
            FROM (
              SELECT counted.`key` AS `key`, counted.count AS count
              FROM (
                SELECT grouped.`key` AS `key`, CAST(CASE WHEN (grouped.`key` IS NOT NULL) THEN grouped.count ELSE (
                    SELECT count(*) AS count_1
                    FROM matching) - sum(CASE WHEN (grouped.`key` IS NOT NULL) THEN grouped.count ELSE 0 END) OVER () END AS SIGNED INTEGER) AS count
                FROM (
                  SELECT `both`.`key` AS `key`, sum(`both`.count) AS count
                  FROM (
                    SELECT STRAIGHT_JOIN image_properties.value_start AS `key`, count(*) AS count
                    FROM image_properties
                    WHERE image_properties.name = %s
                    AND image_properties.deleted = 0
                    AND (image_properties.value_start IS NULL
                      OR char_length(image_properties.value_start) < 200) GROUP BY image_properties.value_start
                    UNION ALL
                    SELECT STRAIGHT_JOIN image_properties.value AS `key`, count(*) AS count
                    FROM starts_a1_name INNER JOIN image_properties ON starts_a1_name.start = image_properties.value_start
                    WHERE image_properties.name = %s
                    AND image_properties.deleted = 0 GROUP BY image_properties.value
                    UNION ALL
                    SELECT STRAIGHT_JOIN image_properties.value_start AS `key`, -count(*) AS count
                    FROM image_properties INNER JOIN unseen ON unseen.id = image_properties.image_id
                    WHERE image_properties.name = %s
                    AND image_properties.deleted = 0
                    AND (image_properties.value_start IS NULL
                      OR char_length(image_properties.value_start) < 200) GROUP BY image_properties.value_start
                    UNION ALL
                    SELECT STRAIGHT_JOIN image_properties.value AS `key`, -count(*) AS count
                    FROM starts_a1_name INNER JOIN (image_properties INNER JOIN unseen ON unseen.id = image_properties.image_id) ON starts_a1_name.start = image_properties.value_start
                    WHERE image_properties.name = %s
                    AND image_properties.deleted = 0 GROUP BY image_properties.value
                    UNION ALL
                    SELECT NULL AS `key`, 0 AS count) AS `both` GROUP BY `both`.`key`) AS grouped) AS counted
              WHERE counted.count > 0
              ORDER BY counted.count DESC, counted.`key` IS NULL ASC, counted.`key` ASC
              LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS aggregate
-- a1_name = 'os_distro'
-- a0_first = 2
-- a1_name = 'os_distro'
-- a1_name = 'os_distro'
-- a1_name = 'os_distro'
-- a1_name = 'os_distro'
-- a1_first = 4
