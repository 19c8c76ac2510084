WITH few0 AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE images.status = $4::VARCHAR
  LIMIT 1001 OFFSET 0), few1 AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE images.size >= $5::BIGINT
  AND images.size < $6::BIGINT
  LIMIT 1001 OFFSET 0), few2 AS MATERIALIZED (
  SELECT branches.id AS id
  FROM (
    SELECT branch0.id AS id
    FROM (
      SELECT image_tags.image_id AS id
      FROM image_tags
      WHERE image_tags.value = $1::VARCHAR
      LIMIT 1001 OFFSET 0) AS branch0
    UNION ALL
    SELECT branch1.id AS id
    FROM (
      SELECT images.id AS id
      FROM images
      WHERE images.name >= $2::VARCHAR
      AND images.name < $3::VARCHAR
      LIMIT 1001 OFFSET 0) AS branch1) AS branches
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
    FROM few0) > 1000
  UNION ALL
  SELECT few2.id AS id
  FROM few2
  WHERE (
    SELECT count(*) AS count_3
    FROM few2) <= 1000
  AND (
    SELECT count(*) AS count_1
    FROM few0) > 1000
  AND (
    SELECT count(*) AS count_2
    FROM few1) > 1000), page AS MATERIALIZED (
  SELECT merged.id AS id, merged.name AS name, merged.size AS size, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.size AS size, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.size AS size, images.created_at AS created_at
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND true
      AND ((EXISTS (
            SELECT image_tags.image_id
            FROM image_tags
            WHERE image_tags.value = $1::VARCHAR
            AND image_tags.image_id = images.id
            AND image_tags.deleted = false
            LIMIT ALL OFFSET 0))
        OR images.name >= $2::VARCHAR
        AND images.name < $3::VARCHAR)
      AND images.status = $4::VARCHAR
      AND images.size >= $5::BIGINT
      AND images.size < $6::BIGINT
      AND images.id = ANY (ARRAY(
          SELECT few.id
          FROM few))
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $7::INTEGER OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.size AS size, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.size AS size, images.created_at AS created_at
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND ((EXISTS (
            SELECT image_tags.image_id
            FROM image_tags
            WHERE image_tags.value = $1::VARCHAR
            AND image_tags.image_id = images.id
            AND image_tags.deleted = false
            LIMIT ALL OFFSET 0))
        OR images.name >= $2::VARCHAR
        AND images.name < $3::VARCHAR)
      AND images.status = $4::VARCHAR
      AND images.size >= $5::BIGINT
      AND images.size < $6::BIGINT
      AND NOT ((
          SELECT count(*) AS count_1
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_2
          FROM few1) <= 1000
        OR (
          SELECT count(*) AS count_3
          FROM few2) <= 1000)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $7::INTEGER OFFSET 0) AS range1) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT $7::INTEGER OFFSET 0)
SELECT convert_to(CAST('{"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || ',"size":' || coalesce(CAST(page.size AS TEXT), 'null') || ',"tags":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce(CAST(to_json(CAST(listed.value AS TEXT)) AS TEXT), 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT DISTINCT image_tags.value AS value
          FROM image_tags
          WHERE image_tags.image_id = page.id
          AND image_tags.deleted = false
          ORDER BY image_tags.value) AS listed), 'null') || '}' AS TEXT), 'UTF8') AS field0
FROM page
-- w0 = 'golden'
-- w1 = 'Debian'
-- w2 = 'Debiao'
-- w3 = 'active'
-- w4 = 500000000
-- w5 = 600000000
-- limit = 2
