WITH matching AS (
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND images.visibility = 'public'
  AND true
  AND images.owner IS DISTINCT
  FROM $1::VARCHAR
  UNION ALL
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND images.visibility IN ('private', 'public', 'shared', 'community')
  AND images.owner = $1::VARCHAR
  AND true
  UNION ALL
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND images.visibility = 'shared'
  AND images.owner != $1::VARCHAR
  AND images.id IN (
    SELECT image_members.image_id AS id
    FROM image_members
    WHERE image_members.member = $1::VARCHAR
    AND image_members.status = 'accepted'
    AND image_members.deleted = false)
  AND true)
SELECT convert_to(CAST('{"byOwner":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT matching.owner AS key, count(*) AS count
          FROM matching GROUP BY matching.owner
          ORDER BY count(*) DESC, matching.owner ASC NULLS LAST
          LIMIT $2 OFFSET 0) AS buckets), 'null') || ',"byProperty":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_2
        FROM (
          SELECT image_properties.value AS key, count(*) AS count
          FROM matching
          LEFT OUTER JOIN image_properties ON image_properties.image_id = matching.id
          AND image_properties.name = $3::VARCHAR
          AND image_properties.deleted = false GROUP BY image_properties.value
          ORDER BY count(*) DESC, image_properties.value ASC NULLS LAST
          LIMIT $4 OFFSET 0) AS buckets), 'null') || '}' AS TEXT), 'UTF8') AS aggregate
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- a0_first = 2
-- a1_name = 'os_distro'
-- a1_first = 4
