SET STATEMENT max_sort_length = 262144, sort_buffer_size = GREATEST(@@sort_buffer_size, 12582912) FOR
WITH few0 AS (
  SELECT images.id AS id
  FROM images
  WHERE images.status = %s
  LIMIT 0, 1001), few AS (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_2
    FROM few0) <= 1000), firsts AS (
  SELECT numbered.id AS id
  FROM (
    SELECT found.id AS id, row_number() OVER (PARTITION BY found.property1, found.visibility
      ORDER BY found.property0 IS NULL ASC, found.property0 DESC, found.created_at DESC, found.id DESC) AS place
    FROM (
      SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
      FROM images FORCE INDEX (PRIMARY)
      LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
      AND property0.name = %s
      AND property0.deleted = false
      LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
      AND property1.name = %s
      AND property1.deleted = false
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
      AND images.status = %s
      AND images.id IN (
        SELECT few.id
        FROM few)
      UNION ALL
      SELECT part1.id AS id, part1.property0 AS property0, part1.created_at AS created_at, part1.property1 AS property1, part1.visibility AS visibility
      FROM (
        SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
        FROM images
        LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
        AND property0.name = %s
        AND property0.deleted = false
        LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
        AND property1.name = %s
        AND property1.deleted = false
        WHERE (images.deleted + 0) = false
        AND (images.os_hidden + 0) = false
        AND images.visibility = 'public'
        AND images.status = %s
        AND NOT (images.owner <=> %s)
        AND (
          SELECT count(*) AS count_2
          FROM few0) > 1000
        LIMIT 0, 9223372036854775807) AS part1
      UNION ALL
      SELECT part2.id AS id, part2.property0 AS property0, part2.created_at AS created_at, part2.property1 AS property1, part2.visibility AS visibility
      FROM (
        SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
        FROM images
        LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
        AND property0.name = %s
        AND property0.deleted = false
        LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
        AND property1.name = %s
        AND property1.deleted = false
        WHERE (images.deleted + 0) = false
        AND (images.os_hidden + 0) = false
        AND images.owner = %s
        AND images.status = %s
        AND (
          SELECT count(*) AS count_2
          FROM few0) > 1000
        LIMIT 0, 9223372036854775807) AS part2
      UNION ALL
      SELECT part3.id AS id, part3.property0 AS property0, part3.created_at AS created_at, part3.property1 AS property1, part3.visibility AS visibility
      FROM (
        SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
        FROM images
        LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
        AND property0.name = %s
        AND property0.deleted = false
        LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
        AND property1.name = %s
        AND property1.deleted = false
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
        AND images.status = %s
        AND (
          SELECT count(*) AS count_2
          FROM few0) > 1000
        LIMIT 0, 9223372036854775807) AS part3) AS found) AS numbered
  WHERE numbered.place = 1), ahead AS (
  SELECT placed.id AS id, placed.name AS name, placed.created_at AS created_at, placed.visibility AS visibility, placed.property0 AS property0
  FROM (
    SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.visibility AS visibility, property0.value AS property0, row_number() OVER (
      ORDER BY property0.value IS NULL ASC, property0.value DESC, images.created_at DESC, images.id DESC) AS place
    FROM images FORCE INDEX (PRIMARY)
    LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
    AND property0.name = %s
    AND property0.deleted = false
    WHERE images.id IN (
      SELECT firsts.id
      FROM firsts)) AS placed
  ORDER BY placed.place
  LIMIT 0, %s), page AS (
  SELECT placed.id AS id, placed.name AS name, placed.created_at AS created_at, placed.visibility AS visibility, placed.property0 AS property0
  FROM (
    SELECT ahead.id AS id, ahead.name AS name, ahead.created_at AS created_at, ahead.visibility AS visibility, ahead.property0 AS property0, row_number() OVER (
      ORDER BY ahead.property0 IS NULL ASC, ahead.property0 DESC, ahead.created_at DESC, ahead.id DESC) AS place
    FROM ahead) AS placed
  ORDER BY placed.place
  LIMIT 0, %s), matching AS (
  SELECT images.id AS id
  FROM images FORCE INDEX (PRIMARY)
  WHERE images.id IN (
    SELECT firsts.id
    FROM firsts))
SELECT NULL AS field0, CAST(coalesce(concat('{"hasNextPage":', coalesce(CASE WHEN ((
            SELECT count(*) AS count_1
            FROM ahead) > %s) THEN 'true' ELSE 'false' END, 'null'), ',"endCursor":', coalesce(json_quote((
            SELECT hex(concat('[', coalesce(json_quote(%s), 'null'), ',', coalesce(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(json_quote(first.property0), '\\\\', char(1 USING utf8mb4)), '\\u000B', '\\u000b'), '\\u000E', '\\u000e'), '\\u000F', '\\u000f'), '\\u001A', '\\u001a'), '\\u001B', '\\u001b'), '\\u001C', '\\u001c'), '\\u001D', '\\u001d'), '\\u001E', '\\u001e'), '\\u001F', '\\u001f'), char(1 USING utf8mb4), '\\\\'), 'null'), ',', coalesce(json_quote(date_format(first.created_at, '%%Y-%%m-%%dT%%H:%%i:%%s.%%f')), 'null'), ',', coalesce(json_quote(first.id), 'null'), ']')) AS anon_1
            FROM (
              SELECT page.property0 AS property0, page.created_at AS created_at, page.id AS id
              FROM page
              ORDER BY page.property0 ASC, page.created_at ASC, page.id ASC
              LIMIT 0, 1) AS first)), 'null'), '}'), '') AS BINARY) AS field1, CAST(coalesce((
      SELECT count(*) AS count_3
      FROM matching), '') AS BINARY) AS field2, CAST(coalesce(concat('{"byPropertyName":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                  ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_1
            FROM (
              SELECT image_properties.name AS `key`, count(*) AS count
              FROM matching INNER JOIN image_properties ON image_properties.image_id = matching.id
              AND image_properties.deleted = false
              AND left(image_properties.name, char_length(%s)) = %s GROUP BY image_properties.name
              ORDER BY count(*) DESC, image_properties.name IS NULL ASC, image_properties.name ASC
              LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS field3
UNION ALL (
  SELECT CAST(coalesce(concat('{"cursor":', coalesce(json_quote(hex(concat('[', coalesce(json_quote(%s), 'null'), ',', coalesce(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(json_quote(page.property0), '\\\\', char(1 USING utf8mb4)), '\\u000B', '\\u000b'), '\\u000E', '\\u000e'), '\\u000F', '\\u000f'), '\\u001A', '\\u001a'), '\\u001B', '\\u001b'), '\\u001C', '\\u001c'), '\\u001D', '\\u001d'), '\\u001E', '\\u001e'), '\\u001F', '\\u001f'), char(1 USING utf8mb4), '\\\\'), 'null'), ',', coalesce(json_quote(date_format(page.created_at, '%%Y-%%m-%%dT%%H:%%i:%%s.%%f')), 'null'), ',', coalesce(json_quote(page.id), 'null'), ']'))), 'null'), ',"node":', coalesce(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), ',"visibility":', coalesce(json_quote(upper(page.visibility)), 'null'), '}'), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS field0, NULL AS field1, NULL AS field2, NULL AS field3
  FROM page
  ORDER BY row_number() OVER (
    ORDER BY page.property0 IS NULL ASC, page.property0 DESC, page.created_at DESC, page.id DESC)
  LIMIT 0, %s)
-- w0 = 'active'
-- property0_name = 'os_version'
-- property1_name = 'os_distro'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'active'
-- property0_name = 'os_version'
-- property1_name = 'os_distro'
-- w0 = 'active'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- property0_name = 'os_version'
-- property1_name = 'os_distro'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'active'
-- property0_name = 'os_version'
-- property1_name = 'os_distro'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'active'
-- property0_name = 'os_version'
-- one_more = 4
-- limit = 3
-- limit = 3
-- order_digest = '9a731694'
-- a0_prefix = 'os_'
-- a0_prefix = 'os_'
-- a0_first = 3
-- order_digest = '9a731694'
-- limit = 3
