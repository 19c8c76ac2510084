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
    FROM few0) <= 1000), matching AS (
  SELECT images.visibility AS visibility
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
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = %s
      AND image_properties.value = %s
      AND image_properties.image_id = images.id
      AND image_properties.deleted = false))
  AND images.id IN (
    SELECT few.id
    FROM few)
  UNION ALL
  SELECT part1.visibility AS visibility
  FROM (
    SELECT images.visibility AS visibility
    FROM images
    WHERE (images.deleted + 0) = false
    AND (images.os_hidden + 0) = false
    AND images.visibility = 'public'
    AND images.id IN (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = %s
      AND image_properties.value = %s
      AND image_properties.value_start = left(%s, 200)
      AND image_properties.deleted = false)
    AND NOT (images.owner <=> %s)
    AND (
      SELECT count(*) AS count_1
      FROM few0) > 1000
    LIMIT 0, 9223372036854775807) AS part1
  UNION ALL
  SELECT part2.visibility AS visibility
  FROM (
    SELECT images.visibility AS visibility
    FROM images
    WHERE (images.deleted + 0) = false
    AND (images.os_hidden + 0) = false
    AND images.owner = %s
    AND images.id IN (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = %s
      AND image_properties.value = %s
      AND image_properties.value_start = left(%s, 200)
      AND image_properties.deleted = false)
    AND (
      SELECT count(*) AS count_1
      FROM few0) > 1000
    LIMIT 0, 9223372036854775807) AS part2
  UNION ALL
  SELECT part3.visibility AS visibility
  FROM (
    SELECT images.visibility AS visibility
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
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = %s
      AND image_properties.value = %s
      AND image_properties.value_start = left(%s, 200)
      AND image_properties.deleted = false)
    AND (
      SELECT count(*) AS count_1
      FROM few0) > 1000
    LIMIT 0, 9223372036854775807) AS part3)
SELECT CAST(coalesce(concat('{"byVisibility":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"key":', coalesce(json_quote(buckets.`key`), 'null'), ',"count":', coalesce(CAST(buckets.count AS CHAR), 'null'), '}'), 'null')
                  ORDER BY buckets.count DESC, buckets.`key` IS NULL ASC, buckets.`key` ASC SEPARATOR ','), ''), ']') AS concat_1
            FROM (
              SELECT upper(matching.visibility) AS `key`, count(*) AS count
              FROM matching GROUP BY matching.visibility
              ORDER BY count(*) DESC, upper(matching.visibility) IS NULL ASC, upper(matching.visibility) ASC) AS buckets), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS aggregate
-- w0 = 'os_type'
-- w1 = 'linux'
-- w1 = 'linux'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'os_type'
-- w1 = 'linux'
-- w0 = 'os_type'
-- w1 = 'linux'
-- w1 = 'linux'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'os_type'
-- w1 = 'linux'
-- w1 = 'linux'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'os_type'
-- w1 = 'linux'
-- w1 = 'linux'
