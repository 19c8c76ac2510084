WITH unseen AS (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = true
  UNION ALL
  SELECT images.id AS id
  FROM images
  WHERE NOT images.deleted
  AND images.os_hidden = true)
SELECT convert_to(CAST('{"byPropertyName":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT counted.key AS key, counted.count AS count
          FROM (
            SELECT "both".key AS key, CAST(sum("both".count) AS BIGINT) AS count
            FROM (
              SELECT image_properties.name AS key, count(*) AS count
              FROM image_properties
              WHERE NOT image_properties.deleted GROUP BY image_properties.name
              UNION ALL
              SELECT image_properties.name AS key, -count(*) AS count
              FROM image_properties JOIN unseen ON unseen.id = image_properties.image_id
              WHERE NOT image_properties.deleted GROUP BY image_properties.name) AS "both" GROUP BY "both".key) AS counted
          WHERE counted.count > 0
          ORDER BY counted.count DESC, counted.key ASC NULLS LAST
          LIMIT $1 OFFSET 0) AS buckets), 'null') || ',"os":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_2
        FROM (
          SELECT counted.key AS key, counted.count AS count
          FROM (
            SELECT "both".key AS key, CAST(sum("both".count) AS BIGINT) AS count
            FROM (
              SELECT image_properties.name AS key, count(*) AS count
              FROM image_properties
              WHERE NOT image_properties.deleted
              AND starts_with(image_properties.name, $2) GROUP BY image_properties.name
              UNION ALL
              SELECT image_properties.name AS key, -count(*) AS count
              FROM image_properties JOIN unseen ON unseen.id = image_properties.image_id
              WHERE NOT image_properties.deleted
              AND starts_with(image_properties.name, $2) GROUP BY image_properties.name) AS "both" GROUP BY "both".key) AS counted
          WHERE counted.count > 0
          ORDER BY counted.count DESC, counted.key ASC NULLS LAST
          LIMIT $3 OFFSET 0) AS buckets), 'null') || '}' AS TEXT), 'UTF8') AS aggregate
-- a0_first = 3
-- a1_prefix = 'os_'
-- a1_first = 50
