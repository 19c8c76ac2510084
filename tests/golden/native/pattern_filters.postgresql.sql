WITH few0 AS MATERIALIZED (
  SELECT image_properties.image_id AS id
  FROM image_properties
  WHERE image_properties.name = $4::VARCHAR
  AND image_properties.value LIKE $5::VARCHAR COLLATE "C" ESCAPE '|'
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000)
SELECT convert_to(CAST('{"id":' || coalesce(CAST(to_json(CAST(page.id AS TEXT)) AS TEXT), 'null') || ',"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND true
      AND images.id >= $1::VARCHAR
      AND images.id < $2::VARCHAR
      AND images.name LIKE $3::VARCHAR ESCAPE '|'
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = $4::VARCHAR
          AND image_properties.value LIKE $5::VARCHAR COLLATE "C" ESCAPE '|'
          AND image_properties.image_id = images.id
          AND image_properties.deleted = false
          LIMIT ALL OFFSET 0))
      AND images.id = ANY (ARRAY(
          SELECT few.id
          FROM few))
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $6::INTEGER OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.id >= $1::VARCHAR
      AND images.id < $2::VARCHAR
      AND images.name LIKE $3::VARCHAR ESCAPE '|'
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = $4::VARCHAR
          AND image_properties.value LIKE $5::VARCHAR COLLATE "C" ESCAPE '|'
          AND image_properties.image_id = images.id
          AND image_properties.deleted = false
          LIMIT ALL OFFSET 0))
      AND (
        SELECT count(*) AS count_1
        FROM few0) > 1000
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $6::INTEGER OFFSET 0) AS range1) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT $6::INTEGER OFFSET 0) AS page
LIMIT $6::INTEGER OFFSET 0
-- w0 = '0'
-- w1 = '1'
-- w2 = '%-_%'
-- w4 = 'os_distro'
-- w5 = '_b%'
-- limit = 25

WITH few0 AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE images.name >= $1::VARCHAR
  AND images.name < $2::VARCHAR
  LIMIT 1001 OFFSET 0), few1 AS MATERIALIZED (
  SELECT image_tags.image_id AS id
  FROM image_tags
  WHERE image_tags.value >= $4::VARCHAR
  AND image_tags.value < $5::VARCHAR
  AND image_tags.value LIKE $6::VARCHAR ESCAPE '|'
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000
  UNION ALL
  SELECT few1.id AS id
  FROM few1
  WHERE (
    SELECT count(*) AS count_2
    FROM few1) <= 1000
  AND (
    SELECT count(*) AS count_1
    FROM few0) > 1000)
SELECT convert_to(CAST('{"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || ',"tags":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce(CAST(to_json(CAST(listed.value AS TEXT)) AS TEXT), 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT DISTINCT image_tags.value AS value
          FROM image_tags
          WHERE image_tags.image_id = page.id
          AND image_tags.deleted = false
          ORDER BY image_tags.value) AS listed), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND true
      AND images.name >= $1::VARCHAR
      AND images.name < $2::VARCHAR
      AND images.name LIKE $3::VARCHAR ESCAPE '|'
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value >= $4::VARCHAR
          AND image_tags.value < $5::VARCHAR
          AND image_tags.value LIKE $6::VARCHAR ESCAPE '|'
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false
          LIMIT ALL OFFSET 0))
      AND images.id = ANY (ARRAY(
          SELECT few.id
          FROM few))
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $7::INTEGER OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.name >= $1::VARCHAR
      AND images.name < $2::VARCHAR
      AND images.name LIKE $3::VARCHAR ESCAPE '|'
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value >= $4::VARCHAR
          AND image_tags.value < $5::VARCHAR
          AND image_tags.value LIKE $6::VARCHAR ESCAPE '|'
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false
          LIMIT ALL OFFSET 0))
      AND NOT ((
          SELECT count(*) AS count_1
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_2
          FROM few1) <= 1000)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $7::INTEGER OFFSET 0) AS range1) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT $7::INTEGER OFFSET 0) AS page
LIMIT $7::INTEGER OFFSET 0
-- w2 = 'Debian'
-- w3 = 'Debiao'
-- w0 = 'Debian%'
-- w6 = 'g'
-- w7 = 'h'
-- w4 = 'g%'
-- limit = 3
