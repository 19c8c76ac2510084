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
    FROM few0) <= 1000), matching AS (
  SELECT images.visibility AS visibility
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND ((+ images.visibility) = 'public'
    OR (+ images.owner) = ?
    OR (+ images.visibility) = 'shared'
    AND (+ images.owner) != ?
    AND (EXISTS (
        SELECT image_members.image_id AS id
        FROM image_members
        WHERE image_members.member = ?
        AND image_members.status = 'accepted'
        AND image_members.image_id = images.id
        AND (+ image_members.deleted) = 0)))
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
  UNION ALL
  SELECT part1.visibility AS visibility
  FROM (
    SELECT images.visibility AS visibility
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND images.visibility = 'public'
    AND images.id IN (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = ?
      AND image_properties.value = ?
      AND (+ image_properties.deleted) = 0)
    AND (+ images.owner) IS NOT ?
    LIMIT CASE WHEN ((
        SELECT count(*) AS count_1
        FROM few0) <= 1000) THEN 0 ELSE -1 END OFFSET 0) AS part1
  UNION ALL
  SELECT part2.visibility AS visibility
  FROM (
    SELECT images.visibility AS visibility
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND images.owner = ?
    AND images.id IN (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = ?
      AND image_properties.value = ?
      AND (+ image_properties.deleted) = 0)
    LIMIT CASE WHEN ((
        SELECT count(*) AS count_1
        FROM few0) <= 1000) THEN 0 ELSE -1 END OFFSET 0) AS part2
  UNION ALL
  SELECT part3.visibility AS visibility
  FROM (
    SELECT images.visibility AS visibility
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND images.visibility = 'shared'
    AND (+ images.owner) != ?
    AND images.id IN (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.member = ?
      AND image_members.status = 'accepted'
      AND (+ image_members.deleted) = 0)
    AND images.id IN (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = ?
      AND image_properties.value = ?
      AND (+ image_properties.deleted) = 0)
    LIMIT CASE WHEN ((
        SELECT count(*) AS count_1
        FROM few0) <= 1000) THEN 0 ELSE -1 END OFFSET 0) AS part3)
SELECT CAST(json_object('byVisibility', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_1
      FROM (
        SELECT upper(matching.visibility) AS "key", count(*) AS count
        FROM matching GROUP BY + matching.visibility
        ORDER BY count(*) DESC, upper(matching.visibility) ASC NULLS LAST) AS buckets)) AS BLOB) AS aggregate
-- w0 = 'os_type'
-- w1 = 'linux'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'os_type'
-- w1 = 'linux'
-- w0 = 'os_type'
-- w1 = 'linux'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'os_type'
-- w1 = 'linux'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'os_type'
-- w1 = 'linux'
