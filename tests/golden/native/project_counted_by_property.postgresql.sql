WITH few0 AS MATERIALIZED (
  SELECT image_properties.image_id AS id
  FROM image_properties
  WHERE image_properties.name = $2::VARCHAR
  AND image_properties.value = $3::VARCHAR COLLATE "C"
  AND image_properties.value_start = left($3::VARCHAR, 200)
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000), matching AS (
  SELECT images.visibility AS visibility
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND (images.visibility = 'public'
    OR images.owner = $1::VARCHAR
    OR images.visibility = 'shared'
    AND images.owner != $1::VARCHAR
    AND (EXISTS (
        SELECT image_members.image_id AS id
        FROM image_members
        WHERE image_members.member = $1::VARCHAR
        AND image_members.status = 'accepted'
        AND image_members.image_id = images.id
        AND image_members.deleted = false
        LIMIT ALL OFFSET 0)))
  AND (EXISTS (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = $2::VARCHAR
      AND image_properties.value = $3::VARCHAR COLLATE "C"
      AND image_properties.image_id = images.id
      AND image_properties.deleted = false
      LIMIT ALL OFFSET 0))
  AND images.id = ANY (ARRAY(
      SELECT few.id
      FROM few))
  UNION ALL
  SELECT part1.visibility AS visibility
  FROM (
    SELECT images.visibility AS visibility
    FROM images
    WHERE images.deleted = false
    AND images.os_hidden = false
    AND images.visibility = 'public'
    AND images.id IN (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = $2::VARCHAR
      AND image_properties.value = $3::VARCHAR COLLATE "C"
      AND image_properties.value_start = left($3::VARCHAR, 200)
      AND image_properties.deleted = false)
    AND images.owner IS DISTINCT
    FROM $1::VARCHAR
    AND (
      SELECT count(*) AS count_1
      FROM few0) > 1000
    LIMIT NULL OFFSET 0) AS part1
  UNION ALL
  SELECT part2.visibility AS visibility
  FROM (
    SELECT images.visibility AS visibility
    FROM images
    WHERE images.deleted = false
    AND images.os_hidden = false
    AND images.owner = $1::VARCHAR
    AND images.id IN (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = $2::VARCHAR
      AND image_properties.value = $3::VARCHAR COLLATE "C"
      AND image_properties.value_start = left($3::VARCHAR, 200)
      AND image_properties.deleted = false)
    AND (
      SELECT count(*) AS count_1
      FROM few0) > 1000
    LIMIT NULL OFFSET 0) AS part2
  UNION ALL
  SELECT part3.visibility AS visibility
  FROM (
    SELECT images.visibility AS visibility
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
    AND images.id IN (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = $2::VARCHAR
      AND image_properties.value = $3::VARCHAR COLLATE "C"
      AND image_properties.value_start = left($3::VARCHAR, 200)
      AND image_properties.deleted = false)
    AND (
      SELECT count(*) AS count_1
      FROM few0) > 1000
    LIMIT NULL OFFSET 0) AS part3)
SELECT convert_to(CAST('{"byVisibility":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT upper(matching.visibility) AS key, count(*) AS count
          FROM matching GROUP BY matching.visibility
          ORDER BY count(*) DESC, upper(matching.visibility) ASC NULLS LAST) AS buckets), 'null') || '}' AS TEXT), 'UTF8') AS aggregate
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'os_type'
-- w1 = 'linux'
