WITH matching AS (
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND true), starts_a1_name AS MATERIALIZED (
  SELECT DISTINCT image_properties.value_start AS start
  FROM image_properties
  WHERE image_properties.name = $2::VARCHAR
  AND NOT image_properties.deleted
  AND char_length(image_properties.value_start) = 200), unseen AS (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = true
  UNION ALL
  SELECT images.id AS id
  FROM images
  WHERE NOT images.deleted
  AND images.os_hidden = true)
SELECT convert_to(CAST('{"byOwner":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT matching.owner AS key, count(*) AS count
          FROM matching GROUP BY matching.owner
          ORDER BY count(*) DESC, matching.owner ASC NULLS LAST
          LIMIT $1 OFFSET 0) AS buckets), 'null') || ',"byProperty":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_2
        FROM (
          SELECT counted.key AS key, counted.count AS count
          FROM (
            SELECT grouped.key AS key, CAST(CASE WHEN (grouped.key IS NOT NULL) THEN grouped.count ELSE (
                SELECT count(*) AS count_1
                FROM matching) - sum(CASE WHEN (grouped.key IS NOT NULL) THEN grouped.count ELSE 0 END) OVER () END AS BIGINT) AS count
            FROM (
              SELECT "both".key AS key, sum("both".count) AS count
              FROM (
                SELECT image_properties.value_start AS key, count(*) AS count
                FROM image_properties
                WHERE image_properties.name = $2::VARCHAR
                AND NOT image_properties.deleted
                AND (image_properties.value_start IS NULL
                  OR char_length(image_properties.value_start) < 200) GROUP BY image_properties.value_start
                UNION ALL
                SELECT image_properties.value AS key, count(*) AS count
                FROM image_properties
                WHERE image_properties.name = $2::VARCHAR
                AND NOT image_properties.deleted
                AND image_properties.value_start = ANY (ARRAY(
                    SELECT starts_a1_name.start
                    FROM starts_a1_name)) GROUP BY image_properties.value
                UNION ALL
                SELECT image_properties.value_start AS key, -count(*) AS count
                FROM image_properties JOIN unseen ON unseen.id = image_properties.image_id
                WHERE image_properties.name = $2::VARCHAR
                AND NOT image_properties.deleted
                AND (image_properties.value_start IS NULL
                  OR char_length(image_properties.value_start) < 200) GROUP BY image_properties.value_start
                UNION ALL
                SELECT image_properties.value AS key, -count(*) AS count
                FROM image_properties JOIN unseen ON unseen.id = image_properties.image_id
                WHERE image_properties.name = $2::VARCHAR
                AND NOT image_properties.deleted
                AND image_properties.value_start = ANY (ARRAY(
                    SELECT starts_a1_name.start
                    FROM starts_a1_name)) GROUP BY image_properties.value
                UNION ALL
                SELECT NULL AS key, 0 AS count) AS "both" GROUP BY "both".key) AS grouped) AS counted
          WHERE counted.count > 0
          ORDER BY counted.count DESC, counted.key ASC NULLS LAST
          LIMIT $3 OFFSET 0) AS buckets), 'null') || '}' AS TEXT), 'UTF8') AS aggregate
-- a0_first = 2
-- a1_name = 'os_distro'
-- a1_first = 4
