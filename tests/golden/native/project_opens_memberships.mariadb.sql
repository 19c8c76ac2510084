WITH few0 AS (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.`member` = %s
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
  AND images.visibility = 'shared'
  AND images.owner IS NOT NULL
  AND (EXISTS (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.`member` = %s
      AND image_members.status IN (
        SELECT value
        FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
      AND image_members.image_id = images.id
      AND image_members.deleted = false))
  AND images.visibility = 'shared'
  AND (EXISTS (
      SELECT image_members.id
      FROM image_members
      WHERE image_members.image_id = images.id
      AND image_members.`member` = %s
      AND image_members.deleted = false
      AND (images.owner = %s
        OR image_members.`member` = %s
        AND images.visibility = 'shared')
      AND image_members.status IN (
        SELECT value
        FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)))
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
    AND images.visibility = 'shared'
    AND images.owner IS NOT NULL
    AND images.id IN (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.`member` = %s
      AND image_members.status IN (
        SELECT value
        FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
      AND image_members.deleted = false)
    AND images.visibility = 'shared'
    AND (EXISTS (
        SELECT image_members.id
        FROM image_members
        WHERE image_members.image_id = images.id
        AND image_members.`member` = %s
        AND image_members.deleted = false
        AND (images.owner = %s
          OR image_members.`member` = %s
          AND images.visibility = 'shared')
        AND image_members.status IN (
          SELECT value
          FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)))
    AND (
      SELECT count(*) AS count_2
      FROM few0) > 1000
    LIMIT 0, 9223372036854775807) AS part1), shared0 AS (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.`member` = %s
  AND image_members.status IN (
    SELECT value
    FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
  LIMIT 0, 10001), shared AS (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_3
    FROM shared0) <= 10000), page AS (
  SELECT merged.id AS id, merged.name AS name, merged.owner AS owner, merged.visibility AS visibility, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.owner AS owner, range0.visibility AS visibility, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images FORCE INDEX (PRIMARY)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.visibility = 'shared'
      AND images.owner IS NOT NULL
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.status IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
          AND image_members.image_id = images.id
          AND image_members.deleted = false))
      AND images.visibility = 'shared'
      AND (EXISTS (
          SELECT image_members.id
          FROM image_members
          WHERE image_members.image_id = images.id
          AND image_members.`member` = %s
          AND image_members.deleted = false
          AND (images.owner = %s
            OR image_members.`member` = %s
            AND images.visibility = 'shared')
          AND image_members.status IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)))
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.owner AS owner, range1.visibility AS visibility, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images FORCE INDEX (PRIMARY)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.visibility = 'shared'
      AND images.owner IS NOT NULL
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.status IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
          AND image_members.image_id = images.id
          AND image_members.deleted = false))
      AND images.visibility = 'shared'
      AND (EXISTS (
          SELECT image_members.id
          FROM image_members
          WHERE image_members.image_id = images.id
          AND image_members.`member` = %s
          AND image_members.deleted = false
          AND (images.owner = %s
            OR image_members.`member` = %s
            AND images.visibility = 'shared')
          AND image_members.status IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)))
      AND images.id IN (
        SELECT shared.id
        FROM shared)
      AND (
        SELECT count(*) AS count_2
        FROM few0) > 1000
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range1
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.owner AS owner, range2.visibility AS visibility, range2.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images FORCE INDEX (ix_images_visibility_created_at_id)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.visibility = 'shared'
      AND images.owner IS NOT NULL
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.status IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
          AND image_members.image_id = images.id
          AND image_members.deleted = false))
      AND images.visibility = 'shared'
      AND (EXISTS (
          SELECT image_members.id
          FROM image_members
          WHERE image_members.image_id = images.id
          AND image_members.`member` = %s
          AND image_members.deleted = false
          AND (images.owner = %s
            OR image_members.`member` = %s
            AND images.visibility = 'shared')
          AND image_members.status IN (
            SELECT value
            FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)))
      AND NOT ((
          SELECT count(*) AS count_2
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_3
          FROM shared0) <= 10000)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range2) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT 0, %s)
SELECT CAST(coalesce((
      SELECT count(*) AS count_1
      FROM matching), '') AS BINARY) AS field0, NULL AS field1
UNION ALL
SELECT NULL AS field0, CAST(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), ',"members":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"status":', coalesce(json_quote(upper(image_members.status)), 'null'), '}'), 'null')
                  ORDER BY image_members.`member` SEPARATOR ','), ''), ']') AS concat_1
            FROM image_members
            WHERE image_members.image_id = page.id
            AND image_members.deleted = false
            AND (page.owner = %s
              OR image_members.`member` = %s
              AND page.visibility = 'shared')), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS field1
FROM page
-- w0 = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- member_statuses = '["pending","accepted","rejected"]'
-- w0 = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w1 = '["pending","accepted","rejected"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- member_statuses = '["pending","accepted","rejected"]'
-- w0 = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w1 = '["pending","accepted","rejected"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- member_statuses = '["pending","accepted","rejected"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- member_statuses = '["pending","accepted","rejected"]'
-- w0 = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w1 = '["pending","accepted","rejected"]'
-- limit = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- member_statuses = '["pending","accepted","rejected"]'
-- w0 = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w1 = '["pending","accepted","rejected"]'
-- limit = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- member_statuses = '["pending","accepted","rejected"]'
-- w0 = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w1 = '["pending","accepted","rejected"]'
-- limit = 3
-- limit = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
