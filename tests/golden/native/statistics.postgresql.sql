WITH matching AS (
  SELECT images.id AS id, images.size AS size, images.status AS status, images.owner AS owner
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND strpos(lower(CAST(images.name AS TEXT) COLLATE "C"), lower(CAST($1 AS TEXT) COLLATE "C")) > 0)
SELECT convert_to(CAST((
      SELECT '{"count":' || coalesce(CAST(count(*) AS TEXT), 'null') || ',"size":' || coalesce('{"count":' || coalesce(CAST(count(matching.size) AS TEXT), 'null') || ',"sum":' || coalesce(CAST(CAST(least(coalesce(sum(matching.size), 0), 9223372036854775807) AS BIGINT) AS TEXT), 'null') || ',"min":' || coalesce(CAST(min(matching.size) AS TEXT), 'null') || ',"max":' || coalesce(CAST(max(matching.size) AS TEXT), 'null') || ',"average":' || coalesce(regexp_replace(CAST(CAST(to_char(CAST(sum(matching.size) AS NUMERIC(100, 50)) / CAST(nullif(count(matching.size), 0) AS NUMERIC), '9.99999999999999EEEE') AS NUMERIC(60, 30)) AS TEXT), '(?<![.])0+$', ''), 'null') || '}', 'null') || ',"byStatus":' || coalesce((
          SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || ',"totalSize":' || coalesce(CAST(buckets.total_size AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_2
          FROM (
            SELECT upper(matching.status) AS key, count(*) AS count, CAST(least(coalesce(sum(matching.size), 0), 9223372036854775807) AS BIGINT) AS total_size
            FROM matching GROUP BY matching.status
            ORDER BY count(*) DESC, upper(matching.status) ASC NULLS LAST) AS buckets), 'null') || ',"byTag":' || coalesce((
          SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_3
          FROM (
            SELECT image_tags.value AS key, count(*) AS count
            FROM matching
            LEFT OUTER JOIN image_tags ON image_tags.image_id = matching.id
            AND image_tags.deleted = false GROUP BY image_tags.value
            ORDER BY count(*) DESC, image_tags.value ASC NULLS LAST
            LIMIT $2 OFFSET 0) AS buckets), 'null') || ',"byProperty":' || coalesce((
          SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_4
          FROM (
            SELECT image_properties.value AS key, count(*) AS count
            FROM matching
            LEFT OUTER JOIN image_properties ON image_properties.image_id = matching.id
            AND image_properties.name = $3::VARCHAR
            AND image_properties.deleted = false GROUP BY image_properties.value
            ORDER BY count(*) DESC, image_properties.value ASC NULLS LAST
            LIMIT $4 OFFSET 0) AS buckets), 'null') || ',"byOwner":' || coalesce((
          SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_5
          FROM (
            SELECT matching.owner AS key, count(*) AS count
            FROM matching GROUP BY matching.owner
            ORDER BY count(*) DESC, matching.owner ASC NULLS LAST
            LIMIT $5 OFFSET 0) AS buckets), 'null') || '}' AS anon_1
      FROM matching) AS TEXT), 'UTF8') AS aggregate
-- w0 = 'ubuntu'
-- a0_first = 3
-- a1_name = 'os_version'
-- a1_first = 4
-- a2_first = 2
