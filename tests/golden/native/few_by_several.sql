WITH few0 AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE images.status = ?
  LIMIT 1001 OFFSET 0), few1 AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE images.size >= ?
  AND images.size < ?
  LIMIT 1001 OFFSET 0), few2 AS MATERIALIZED (
  SELECT branches.id AS id
  FROM (
    SELECT branch0.id AS id
    FROM (
      SELECT image_tags.image_id AS id
      FROM image_tags
      WHERE image_tags.value = ?
      LIMIT 1001 OFFSET 0) AS branch0
    UNION ALL
    SELECT branch1.id AS id
    FROM (
      SELECT images.id AS id
      FROM images
      WHERE images.name >= ?
      AND images.name < ?
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
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND 1 = 1
      AND ((EXISTS (
            SELECT image_tags.image_id
            FROM image_tags
            WHERE image_tags.value = ?
            AND image_tags.image_id = images.id
            AND (+ image_tags.deleted) = 0))
        OR (+ images.name) >= ?
        AND (+ images.name) < ?)
      AND (+ images.status) = ?
      AND (+ images.size) >= ?
      AND (+ images.size) < ?
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY (+ images.created_at) DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.size AS size, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.size AS size, images.created_at AS created_at
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND ((EXISTS (
            SELECT image_tags.image_id
            FROM image_tags
            WHERE image_tags.value = ?
            AND image_tags.image_id = images.id
            AND (+ image_tags.deleted) = 0))
        OR (+ images.name) >= ?
        AND (+ images.name) < ?)
      AND (+ images.status) = ?
      AND (+ images.size) >= ?
      AND (+ images.size) < ?
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_1
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_2
          FROM few1) <= 1000
        OR (
          SELECT count(*) AS count_3
          FROM few2) <= 1000) THEN 0 ELSE ? END OFFSET 0) AS range1) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT ? OFFSET 0)
SELECT CAST(json_object('name', page.name, 'size', page.size, 'tags', (
      SELECT json_group_array(listed.value) AS json_group_array_1
      FROM (
        SELECT DISTINCT image_tags.value AS value
        FROM image_tags
        WHERE image_tags.image_id = page.id
        AND (+ image_tags.deleted) = 0
        ORDER BY image_tags.value) AS listed)) AS BLOB) AS field0
FROM page
-- w3 = 'active'
-- w4 = 500000000
-- w5 = 600000000
-- w0 = 'golden'
-- w1 = 'Debian'
-- w2 = 'Debiao'
-- w0 = 'golden'
-- w1 = 'Debian'
-- w2 = 'Debiao'
-- w3 = 'active'
-- w4 = 500000000
-- w5 = 600000000
-- limit = 2
-- w0 = 'golden'
-- w1 = 'Debian'
-- w2 = 'Debiao'
-- w3 = 'active'
-- w4 = 500000000
-- w5 = 600000000
-- limit = 2
-- limit = 2
