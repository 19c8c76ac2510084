WITH few0 AS MATERIALIZED (
  SELECT image_properties.image_id AS id
  FROM image_properties
  WHERE image_properties.name = $3::VARCHAR
  AND image_properties.value = $4::VARCHAR COLLATE "C"
  AND image_properties.value_start = left($4::VARCHAR, 200)
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000)
SELECT convert_to(CAST('{"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || ',"property":' || coalesce(CAST(to_json(CAST((
              SELECT image_properties.value
              FROM image_properties
              WHERE image_properties.image_id = page.id
              AND image_properties.name = $1::VARCHAR
              AND image_properties.deleted = false) AS TEXT)) AS TEXT), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT merged.id AS id, merged.name AS name
  FROM (
    SELECT range0.id AS id, range0.name AS name
    FROM (
      SELECT images.id AS id, images.name AS name
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND true
      AND images.protected = $2::BOOLEAN
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = $3::VARCHAR
          AND image_properties.value = $4::VARCHAR COLLATE "C"
          AND image_properties.image_id = images.id
          AND image_properties.deleted = false
          LIMIT ALL OFFSET 0))
      AND images.id = ANY (ARRAY(
          SELECT few.id
          FROM few))
      ORDER BY images.name ASC NULLS LAST, images.id ASC
      LIMIT $5::INTEGER OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name
    FROM (
      SELECT images.id AS id, images.name AS name
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.protected = $2::BOOLEAN
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = $3::VARCHAR
          AND image_properties.value = $4::VARCHAR COLLATE "C"
          AND image_properties.image_id = images.id
          AND image_properties.deleted = false
          LIMIT ALL OFFSET 0))
      AND (
        SELECT count(*) AS count_1
        FROM few0) > 1000
      ORDER BY images.name ASC NULLS LAST, images.id ASC
      LIMIT $5::INTEGER OFFSET 0) AS range1) AS merged
  ORDER BY merged.name ASC NULLS LAST, merged.id ASC
  LIMIT $5::INTEGER OFFSET 0) AS page
LIMIT $5::INTEGER OFFSET 0
-- a0_name = 'os_distro'
-- w0 = False
-- w1 = 'os_distro'
-- w2 = 'flatcar'
-- limit = 25
