WITH few0 AS MATERIALIZED (
  SELECT image_properties.image_id AS id
  FROM image_properties
  WHERE image_properties.name = ?
  AND image_properties.value = ?
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000)
SELECT CAST(json_object('name', page.name, 'property', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND (+ image_properties.deleted) = 0)) AS BLOB) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name
  FROM (
    SELECT range0.id AS id, range0.name AS name
    FROM (
      SELECT images.id AS id, images.name AS name
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND 1 = 1
      AND images.protected = ?
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = ?
          AND image_properties.value = ?
          AND image_properties.image_id = images.id
          AND (+ image_properties.deleted) = 0))
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY (+ images.name) ASC NULLS LAST, images.id ASC
      LIMIT ? OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name
    FROM (
      SELECT images.id AS id, images.name AS name
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND images.protected = ?
      AND (EXISTS (
          SELECT image_properties.image_id
          FROM image_properties
          WHERE image_properties.name = ?
          AND image_properties.value = ?
          AND image_properties.image_id = images.id
          AND (+ image_properties.deleted) = 0))
      ORDER BY images.name ASC NULLS LAST, images.id ASC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_1
          FROM few0) <= 1000) THEN 0 ELSE ? END OFFSET 0) AS range1) AS merged
  ORDER BY merged.name ASC NULLS LAST, merged.id ASC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w1 = 'os_distro'
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
-- limit = 25
-- limit = 25
