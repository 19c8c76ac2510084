WITH few0 AS (
  SELECT image_tags.image_id AS id
  FROM image_tags
  WHERE image_tags.value IN (
    SELECT value
    FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
  LIMIT 0, 1001), few AS (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_2
    FROM few0) <= 1000), matching AS (
  SELECT images.id AS id
  FROM images FORCE INDEX (PRIMARY)
  WHERE (images.deleted + 0) = false
  AND (images.os_hidden + 0) = false
  AND (images.visibility = 'public'
    OR images.owner = %s
    OR images.visibility = 'shared'
    AND images.owner != %s
    AND (EXISTS (
        SELECT image_members.image_id AS id
        FROM image_members
        WHERE image_members.`member` = %s
        AND image_members.status = 'accepted'
        AND image_members.image_id = images.id
        AND image_members.deleted = false)))
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
      AND image_tags.image_id = images.id
      AND image_tags.deleted = false))
  AND images.id IN (
    SELECT few.id
    FROM few)
  UNION ALL
  SELECT part1.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE (images.deleted + 0) = false
    AND (images.os_hidden + 0) = false
    AND images.visibility = 'public'
    AND images.id IN (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
      AND image_tags.deleted = false)
    AND NOT (images.owner <=> %s)
    AND (
      SELECT count(*) AS count_2
      FROM few0) > 1000
    LIMIT 0, 9223372036854775807) AS part1
  UNION ALL
  SELECT part2.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE (images.deleted + 0) = false
    AND (images.os_hidden + 0) = false
    AND images.owner = %s
    AND images.id IN (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
      AND image_tags.deleted = false)
    AND (
      SELECT count(*) AS count_2
      FROM few0) > 1000
    LIMIT 0, 9223372036854775807) AS part2
  UNION ALL
  SELECT part3.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE (images.deleted + 0) = false
    AND (images.os_hidden + 0) = false
    AND images.visibility = 'shared'
    AND images.owner != %s
    AND images.id IN (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.`member` = %s
      AND image_members.status = 'accepted'
      AND image_members.deleted = false)
    AND images.id IN (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
      AND image_tags.deleted = false)
    AND (
      SELECT count(*) AS count_2
      FROM few0) > 1000
    LIMIT 0, 9223372036854775807) AS part3), shared0 AS (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.`member` = %s
  AND image_members.status = 'accepted'
  LIMIT 0, 10001), shared AS (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_4
    FROM shared0) <= 10000), ahead AS (
  SELECT merged.id AS id, merged.name AS name, merged.created_at AS created_at, merged.owner AS owner
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.created_at AS created_at, range0.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images FORCE INDEX (PRIMARY)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND (images.visibility = 'public'
        OR images.owner = %s
        OR images.visibility = 'shared'
        AND images.owner != %s
        AND (EXISTS (
            SELECT image_members.image_id AS id
            FROM image_members
            WHERE image_members.`member` = %s
            AND image_members.status = 'accepted'
            AND image_members.image_id = images.id
            AND image_members.deleted = false)))
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false))
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT 0, %s) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.created_at AS created_at, range1.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images FORCE INDEX (ix_images_visibility_created_at_id)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.visibility = 'public'
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false))
      AND (
        SELECT count(*) AS count_2
        FROM few0) > 1000
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT 0, %s) AS range1
    WHERE NOT (range1.owner <=> %s)
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.created_at AS created_at, range2.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images FORCE INDEX (ix_images_owner_created_at_id)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.owner = %s
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false))
      AND (
        SELECT count(*) AS count_2
        FROM few0) > 1000
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT 0, %s) AS range2
    UNION ALL
    SELECT range3.id AS id, range3.name AS name, range3.created_at AS created_at, range3.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images FORCE INDEX (PRIMARY)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.visibility = 'shared'
      AND images.owner != %s
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.status = 'accepted'
          AND image_members.image_id = images.id
          AND image_members.deleted = false))
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false))
      AND images.id IN (
        SELECT shared.id
        FROM shared)
      AND (
        SELECT count(*) AS count_2
        FROM few0) > 1000
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT 0, %s) AS range3
    UNION ALL
    SELECT range4.id AS id, range4.name AS name, range4.created_at AS created_at, range4.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images FORCE INDEX (ix_images_visibility_created_at_id)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.visibility = 'shared'
      AND images.owner != %s
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.status = 'accepted'
          AND image_members.image_id = images.id
          AND image_members.deleted = false))
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false))
      AND NOT ((
          SELECT count(*) AS count_2
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_4
          FROM shared0) <= 10000)
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT 0, %s) AS range4) AS merged
  ORDER BY merged.created_at ASC, merged.id ASC
  LIMIT 0, %s), page AS (
  SELECT last.id AS id, last.name AS name, last.created_at AS created_at, last.owner AS owner
  FROM (
    SELECT ahead.id AS id, ahead.name AS name, ahead.created_at AS created_at, ahead.owner AS owner
    FROM ahead
    LIMIT 0, %s) AS last
  ORDER BY last.created_at DESC, last.id DESC
  LIMIT 0, %s)
SELECT CAST(coalesce((
      SELECT count(*) AS count_1
      FROM matching), '') AS BINARY) AS field0, CAST(coalesce(concat('{"hasPreviousPage":', coalesce(CASE WHEN ((
            SELECT count(*) AS count_3
            FROM ahead) > %s) THEN 'true' ELSE 'false' END, 'null'), ',"hasNextPage":', coalesce(CASE WHEN false THEN 'true' ELSE 'false' END, 'null'), '}'), '') AS BINARY) AS field1, NULL AS field2
UNION ALL
SELECT NULL AS field0, NULL AS field1, CAST(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), '}'), '') AS BINARY) AS field2
FROM page
-- w0 = '["golden","gpu"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- w0 = '["golden","gpu"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- one_more = 3
-- limit = 2
-- limit = 2
-- limit = 2
