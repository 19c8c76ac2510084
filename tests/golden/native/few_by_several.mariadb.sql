WITH few0 AS (
  SELECT images.id AS id
  FROM images
  WHERE images.status = %s
  LIMIT 0, 1001), few1 AS (
  SELECT images.id AS id
  FROM images
  WHERE images.size >= %s
  AND images.size < %s
  LIMIT 0, 1001), few2 AS (
  SELECT branches.id AS id
  FROM (
    SELECT branch0.id AS id
    FROM (
      SELECT image_tags.image_id AS id
      FROM image_tags
      WHERE image_tags.value = %s
      LIMIT 0, 1001) AS branch0
    UNION ALL
    SELECT branch1.id AS id
    FROM (
      SELECT images.id AS id
      FROM images
      WHERE images.name >= %s
      AND images.name < %s
      LIMIT 0, 1001) AS branch1) AS branches
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
    FROM few1) > 1000), page AS (
  SELECT merged.id AS id, merged.name AS name, merged.size AS size, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.size AS size, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.size AS size, images.created_at AS created_at
      FROM images FORCE INDEX (PRIMARY)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND true = 1
      AND ((EXISTS (
            SELECT image_tags.image_id
            FROM image_tags
            WHERE image_tags.value = %s
            AND image_tags.image_id = images.id
            AND image_tags.deleted = false))
        OR images.name >= %s
        AND images.name < %s)
      AND images.status = %s
      AND images.size >= %s
      AND images.size < %s
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.size AS size, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.size AS size, images.created_at AS created_at
      FROM images FORCE INDEX (ix_images_created_at_id)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND ((EXISTS (
            SELECT image_tags.image_id
            FROM image_tags
            WHERE image_tags.value = %s
            AND image_tags.image_id = images.id
            AND image_tags.deleted = false))
        OR images.name >= %s
        AND images.name < %s)
      AND images.status = %s
      AND images.size >= %s
      AND images.size < %s
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
      LIMIT 0, %s) AS range1) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT 0, %s)
SELECT CAST(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), ',"size":', coalesce(CAST(page.size AS CHAR), 'null'), ',"tags":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(DISTINCT coalesce(json_quote(image_tags.value), 'null')
                  ORDER BY image_tags.value SEPARATOR ','), ''), ']') AS concat_1
            FROM image_tags
            WHERE image_tags.image_id = page.id
            AND image_tags.deleted = false), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS field0
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
