WITH few0 AS MATERIALIZED (
  SELECT image_properties.image_id AS id
  FROM image_properties
  WHERE image_properties.name = ?
  AND (image_properties.value GLOB ?)
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000)
SELECT CAST(json_object('id', page.id, 'name', page.name) AS BLOB) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND 1 = 1
      AND images.id >= ?
      AND images.id < ?
      AND ((+ images.name) GLOB ?)
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = ?
          AND (image_properties.value GLOB ?)
          AND image_properties.image_id = images.id
          AND (+ image_properties.deleted) = 0))
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY (+ images.created_at) DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND images.id >= ?
      AND images.id < ?
      AND ((+ images.name) GLOB ?)
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = ?
          AND (image_properties.value GLOB ?)
          AND image_properties.image_id = images.id
          AND (+ image_properties.deleted) = 0))
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_1
          FROM few0) <= 1000) THEN 0 ELSE ? END OFFSET 0) AS range1) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w4 = 'os_distro'
-- w5_glob = '?b*'
-- w0 = '0'
-- w1 = '1'
-- w2_glob = '*-?*'
-- w4 = 'os_distro'
-- w5_glob = '?b*'
-- limit = 25
-- w0 = '0'
-- w1 = '1'
-- w2_glob = '*-?*'
-- w4 = 'os_distro'
-- w5_glob = '?b*'
-- limit = 25
-- limit = 25
-- limit = 25

WITH few0 AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE images.name >= ?
  AND images.name < ?
  LIMIT 1001 OFFSET 0), few1 AS MATERIALIZED (
  SELECT image_tags.image_id AS id
  FROM image_tags
  WHERE image_tags.value >= ?
  AND image_tags.value < ?
  AND (image_tags.value GLOB ?)
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
SELECT CAST(json_object('name', page.name, 'tags', (
      SELECT json_group_array(listed.value) AS json_group_array_1
      FROM (
        SELECT DISTINCT image_tags.value AS value
        FROM image_tags
        WHERE image_tags.image_id = page.id
        AND (+ image_tags.deleted) = 0
        ORDER BY image_tags.value) AS listed)) AS BLOB) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND 1 = 1
      AND (+ images.name) >= ?
      AND (+ images.name) < ?
      AND ((+ images.name) GLOB ?)
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value >= ?
          AND image_tags.value < ?
          AND (image_tags.value GLOB ?)
          AND image_tags.image_id = images.id
          AND (+ image_tags.deleted) = 0))
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY (+ images.created_at) DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND (+ images.name) >= ?
      AND (+ images.name) < ?
      AND ((+ images.name) GLOB ?)
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value >= ?
          AND image_tags.value < ?
          AND (image_tags.value GLOB ?)
          AND image_tags.image_id = images.id
          AND (+ image_tags.deleted) = 0))
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_1
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_2
          FROM few1) <= 1000) THEN 0 ELSE ? END OFFSET 0) AS range1) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w2 = 'Debian'
-- w3 = 'Debiao'
-- w6 = 'g'
-- w7 = 'h'
-- w4_glob = 'g*'
-- w2 = 'Debian'
-- w3 = 'Debiao'
-- w0_glob = 'Debian*'
-- w6 = 'g'
-- w7 = 'h'
-- w4_glob = 'g*'
-- limit = 3
-- w2 = 'Debian'
-- w3 = 'Debiao'
-- w0_glob = 'Debian*'
-- w6 = 'g'
-- w7 = 'h'
-- w4_glob = 'g*'
-- limit = 3
-- limit = 3
-- limit = 3
