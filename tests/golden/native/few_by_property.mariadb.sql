WITH few0 AS (
  SELECT image_properties.image_id AS id
  FROM image_properties
  WHERE image_properties.name = %s
  AND image_properties.value = %s
  AND image_properties.value_start = left(%s, 200)
  LIMIT 0, 1001), few AS (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000)
SELECT CAST(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), ',"property":', coalesce(json_quote((
            SELECT image_properties.value
            FROM image_properties
            WHERE image_properties.image_id = page.id
            AND image_properties.name = %s
            AND image_properties.deleted = false)), 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name
  FROM (
    SELECT range0.id AS id, range0.name AS name
    FROM (
      SELECT images.id AS id, images.name AS name
      FROM images FORCE INDEX (PRIMARY)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND true = 1
      AND images.protected = %s
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = %s
          AND image_properties.value = %s
          AND image_properties.image_id = images.id
          AND image_properties.deleted = false))
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY images.name IS NULL ASC, images.name ASC, images.id ASC
      LIMIT 0, %s) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name
    FROM (
      SELECT images.id AS id, images.name AS name
      FROM images FORCE INDEX (ix_images_name_id)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.protected = %s
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = %s
          AND image_properties.value = %s
          AND image_properties.image_id = images.id
          AND image_properties.deleted = false))
      AND images.name IS NOT NULL
      AND (
        SELECT count(*) AS count_1
        FROM few0) > 1000
      ORDER BY images.name ASC, images.id ASC
      LIMIT 0, %s) AS range1
    UNION ALL
    SELECT range2.id AS id, range2.name AS name
    FROM (
      SELECT images.id AS id, images.name AS name
      FROM images FORCE INDEX (ix_images_name_id)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.protected = %s
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = %s
          AND image_properties.value = %s
          AND image_properties.image_id = images.id
          AND image_properties.deleted = false))
      AND images.name IS NULL
      AND (
        SELECT count(*) AS count_1
        FROM few0) > 1000
      ORDER BY images.id ASC
      LIMIT 0, %s) AS range2) AS merged
  ORDER BY merged.name IS NULL ASC, merged.name ASC, merged.id ASC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- w1 = 'os_distro'
-- w2 = 'flatcar'
-- w2 = 'flatcar'
-- a0_name = 'os_distro'
-- w0 = False
-- w1 = 'os_distro'
-- w2 = 'flatcar'
-- limit = 25
-- w0 = False
-- w1 = 'os_distro'
-- w2 = 'flatcar'
-- limit = 25
-- w0 = False
-- w1 = 'os_distro'
-- w2 = 'flatcar'
-- limit = 25
-- limit = 25
-- limit = 25
