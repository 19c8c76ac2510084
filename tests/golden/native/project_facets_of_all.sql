WITH matching AS (
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = 0
  AND images.os_hidden = 0
  AND images.visibility = 'public'
  AND 1 = 1
  AND (+ images.owner) IS NOT ?
  UNION ALL
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = 0
  AND images.os_hidden = 0
  AND images.visibility IN ('private', 'public', 'shared', 'community')
  AND images.owner = ?
  AND 1 = 1
  UNION ALL
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = 0
  AND images.os_hidden = 0
  AND images.visibility = 'shared'
  AND (+ images.owner) != ?
  AND images.id IN (
    SELECT image_members.image_id AS id
    FROM image_members
    WHERE image_members.member = ?
    AND image_members.status = 'accepted'
    AND (+ image_members.deleted) = 0)
  AND 1 = 1)
SELECT CAST(json_object('byOwner', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_1
      FROM (
        SELECT matching.owner AS "key", count(*) AS count
        FROM matching GROUP BY + matching.owner
        ORDER BY count(*) DESC, matching.owner ASC NULLS LAST
        LIMIT ? OFFSET 0) AS buckets), 'byProperty', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_2
      FROM (
        SELECT image_properties.value AS "key", count(*) AS count
        FROM matching
        LEFT OUTER JOIN image_properties ON image_properties.image_id = matching.id
        AND image_properties.name = ?
        AND (+ image_properties.deleted) = 0 GROUP BY + image_properties.value
        ORDER BY count(*) DESC, image_properties.value ASC NULLS LAST
        LIMIT ? OFFSET 0) AS buckets)) AS BLOB) AS aggregate
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- a0_first = 2
-- a1_name = 'os_distro'
-- a1_first = 4
