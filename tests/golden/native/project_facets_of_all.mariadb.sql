WITH matching AS (
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND images.visibility = 'public'
  AND true = 1
  AND NOT (images.owner <=> %s)
  UNION ALL
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND images.visibility IN ('private', 'public', 'shared', 'community')
  AND images.owner = %s
  AND true = 1
  UNION ALL
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND images.visibility = 'shared'
  AND images.owner != %s
  AND images.id IN (
    SELECT image_members.image_id AS id
    FROM image_members
    WHERE image_members.`member` = %s
    AND image_members.status = 'accepted'
    AND image_members.deleted = false)
  AND true = 1)
SELECT CAST(coalesce(concat('{"byOwner":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                  ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_1
            FROM (
              SELECT matching.owner AS `key`, count(*) AS count
              FROM matching GROUP BY matching.owner
              ORDER BY count(*) DESC, matching.owner IS NULL ASC, matching.owner ASC
              LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), ',"byProperty":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                  ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_2
            FROM (
              SELECT image_properties.value AS `key`, count(*) AS count
              FROM matching
              LEFT OUTER JOIN image_properties ON image_properties.image_id = matching.id
              AND image_properties.name = %s
              AND image_properties.deleted = false GROUP BY image_properties.value
              ORDER BY count(*) DESC, image_properties.value IS NULL ASC, image_properties.value ASC
              LIMIT 0, %s) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS aggregate
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- a0_first = 2
-- a1_name = 'os_distro'
-- a1_first = 4
