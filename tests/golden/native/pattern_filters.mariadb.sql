WITH few0 AS (
  SELECT image_properties.image_id AS id
  FROM image_properties
  WHERE image_properties.name = %s
  AND concat(image_properties.value) LIKE %s ESCAPE '|'
  LIMIT 0, 1001), few AS (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000)
SELECT CAST(coalesce(concat('{"id":', coalesce(json_quote(page.id), 'null'), ',"name":', coalesce(json_quote(page.name), 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images FORCE INDEX (PRIMARY)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND true = 1
      AND images.id >= %s
      AND images.id < %s
      AND concat(images.name) LIKE %s ESCAPE '|'
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = %s
          AND concat(image_properties.value) LIKE %s ESCAPE '|'
          AND image_properties.image_id = images.id
          AND image_properties.deleted = false))
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.id >= %s
      AND images.id < %s
      AND concat(images.name) LIKE %s ESCAPE '|'
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = %s
          AND concat(image_properties.value) LIKE %s ESCAPE '|'
          AND image_properties.image_id = images.id
          AND image_properties.deleted = false))
      AND (
        SELECT count(*) AS count_1
        FROM few0) > 1000
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range1) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- w4 = 'os_distro'
-- w5 = '_b%'
-- w0 = '0'
-- w1 = '1'
-- w2 = '%-_%'
-- w4 = 'os_distro'
-- w5 = '_b%'
-- limit = 25
-- w0 = '0'
-- w1 = '1'
-- w2 = '%-_%'
-- w4 = 'os_distro'
-- w5 = '_b%'
-- limit = 25
-- limit = 25
-- limit = 25

WITH few0 AS (
  SELECT images.id AS id
  FROM images
  WHERE images.name >= %s
  AND images.name < %s
  LIMIT 0, 1001), few1 AS (
  SELECT image_tags.image_id AS id
  FROM image_tags
  WHERE image_tags.value >= %s
  AND image_tags.value < %s
  AND concat(image_tags.value) LIKE %s ESCAPE '|'
  LIMIT 0, 1001), few AS (
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
SELECT CAST(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), ',"tags":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(DISTINCT coalesce(json_quote(image_tags.value), 'null')
                  ORDER BY image_tags.value SEPARATOR ','), ''), ']') AS concat_1
            FROM image_tags
            WHERE image_tags.image_id = page.id
            AND image_tags.deleted = false), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images FORCE INDEX (PRIMARY)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND true = 1
      AND images.name >= %s
      AND images.name < %s
      AND concat(images.name) LIKE %s ESCAPE '|'
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value >= %s
          AND image_tags.value < %s
          AND concat(image_tags.value) LIKE %s ESCAPE '|'
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false))
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at
      FROM images FORCE INDEX (ix_images_created_at_id)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.name >= %s
      AND images.name < %s
      AND concat(images.name) LIKE %s ESCAPE '|'
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value >= %s
          AND image_tags.value < %s
          AND concat(image_tags.value) LIKE %s ESCAPE '|'
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false))
      AND NOT ((
          SELECT count(*) AS count_1
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_2
          FROM few1) <= 1000)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range1) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- w2 = 'Debian'
-- w3 = 'Debiao'
-- w6 = 'g'
-- w7 = 'h'
-- w4 = 'g%'
-- w2 = 'Debian'
-- w3 = 'Debiao'
-- w0 = 'Debian%'
-- w6 = 'g'
-- w7 = 'h'
-- w4 = 'g%'
-- limit = 3
-- w2 = 'Debian'
-- w3 = 'Debiao'
-- w0 = 'Debian%'
-- w6 = 'g'
-- w7 = 'h'
-- w4 = 'g%'
-- limit = 3
-- limit = 3
-- limit = 3
