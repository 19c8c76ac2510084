WITH matching AS (
  SELECT images.id AS id, images.size AS size, images.status AS status, images.owner AS owner
  FROM images
  WHERE (images.deleted + 0) = false
  AND (images.os_hidden + 0) = false
  AND locate(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(%s, 'A', 'a'), 'B', 'b'), 'C', 'c'), 'D', 'd'), 'E', 'e'), 'F', 'f'), 'G', 'g'), 'H', 'h'), 'I', 'i'), 'J', 'j'), 'K', 'k'), 'L', 'l'), 'M', 'm'), 'N', 'n'), 'O', 'o'), 'P', 'p'), 'Q', 'q'), 'R', 'r'), 'S', 's'), 'T', 't'), 'U', 'u'), 'V', 'v'), 'W', 'w'), 'X', 'x'), 'Y', 'y'), 'Z', 'z'), replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(images.name, 'A', 'a'), 'B', 'b'), 'C', 'c'), 'D', 'd'), 'E', 'e'), 'F', 'f'), 'G', 'g'), 'H', 'h'), 'I', 'i'), 'J', 'j'), 'K', 'k'), 'L', 'l'), 'M', 'm'), 'N', 'n'), 'O', 'o'), 'P', 'p'), 'Q', 'q'), 'R', 'r'), 'S', 's'), 'T', 't'), 'U', 'u'), 'V', 'v'), 'W', 'w'), 'X', 'x'), 'Y', 'y'), 'Z', 'z')) > 0)
SELECT CAST(coalesce((
      SELECT concat('{"count":', coalesce(CAST(count(*) AS CHAR), 'null'), ',"size":', coalesce(concat('{"count":', coalesce(CAST(count(matching.size) AS CHAR), 'null'), ',"sum":', coalesce(CAST(CAST(least(coalesce(sum(matching.size), 0), 9223372036854775807) AS SIGNED INTEGER) AS CHAR), 'null'), ',"min":', coalesce(CAST(min(matching.size) AS CHAR), 'null'), ',"max":', coalesce(CAST(max(matching.size) AS CHAR), 'null'), ',"average":', coalesce(regexp_replace(CAST(round(CAST(sum(matching.size) AS DECIMAL(65, 34)) / nullif(count(matching.size), 0), CASE WHEN (CAST(sum(matching.size) AS DECIMAL(65, 34)) / nullif(count(matching.size), 0) >= 1) THEN 15 - char_length(floor(CAST(sum(matching.size) AS DECIMAL(65, 34)) / nullif(count(matching.size), 0))) ELSE 14 - floor(log10(greatest(CAST(sum(matching.size) AS DECIMAL(65, 34)) / nullif(count(matching.size), 0), 0.0000000001))) END) AS CHAR), '(?<![.])0+$', ''), 'null'), '}'), 'null'), ',"byStatus":', coalesce(coalesce((
              SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), ',"totalSize":', coalesce(CAST(buckets.total_size AS CHAR), 'null'), '}'), 'null')
                    ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_1
              FROM (
                SELECT upper(matching.status) AS `key`, count(*) AS count, CAST(least(coalesce(sum(matching.size), 0), 9223372036854775807) AS SIGNED INTEGER) AS total_size
                FROM matching GROUP BY matching.status
                ORDER BY count(*) DESC, upper(matching.status) IS NULL ASC, upper(matching.status) ASC) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), ',"byTag":', coalesce(coalesce((
              SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                    ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_2
              FROM (
                SELECT image_tags.value AS `key`, count(*) AS count
                FROM matching
                LEFT OUTER JOIN image_tags ON image_tags.image_id = matching.id
                AND image_tags.deleted = false GROUP BY image_tags.value
                ORDER BY count(*) DESC, image_tags.value IS NULL ASC, image_tags.value ASC
                LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), ',"byProperty":', coalesce(coalesce((
              SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                    ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_3
              FROM (
                SELECT image_properties.value AS `key`, count(*) AS count
                FROM matching
                LEFT OUTER JOIN image_properties ON image_properties.image_id = matching.id
                AND image_properties.name = %s
                AND image_properties.deleted = false GROUP BY image_properties.value
                ORDER BY count(*) DESC, image_properties.value IS NULL ASC, image_properties.value ASC
                LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), ',"byOwner":', coalesce(coalesce((
              SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                    ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_4
              FROM (
                SELECT matching.owner AS `key`, count(*) AS count
                FROM matching GROUP BY matching.owner
                ORDER BY count(*) DESC, matching.owner IS NULL ASC, matching.owner ASC
                LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), '}') AS anon_1
      FROM matching), '') AS BINARY) AS aggregate
-- w0 = 'ubuntu'
-- a0_first = 3
-- a1_name = 'os_version'
-- a1_first = 4
-- a2_first = 2
