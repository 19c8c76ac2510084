WITH shared0 AS (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.`member` = %s
  AND image_members.status = 'accepted'
  LIMIT 0, 10001), shared AS (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_1
    FROM shared0) <= 10000)
SELECT CAST(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), ',"hidden":', coalesce(CASE WHEN page.os_hidden THEN 'true' ELSE 'false' END, 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.os_hidden AS os_hidden, merged.created_at AS created_at, merged.owner AS owner
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.os_hidden AS os_hidden, range0.created_at AS created_at, range0.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.os_hidden AS os_hidden, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (images.deleted + 0) = false
      AND images.visibility = 'public'
      AND images.os_hidden = %s
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range0
    WHERE NOT (range0.owner <=> %s)
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.os_hidden AS os_hidden, range1.created_at AS created_at, range1.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.os_hidden AS os_hidden, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (images.deleted + 0) = false
      AND images.owner = %s
      AND images.os_hidden = %s
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range1
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.os_hidden AS os_hidden, range2.created_at AS created_at, range2.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.os_hidden AS os_hidden, images.created_at AS created_at, images.owner AS owner
      FROM images FORCE INDEX (PRIMARY)
      WHERE (images.deleted + 0) = false
      AND images.visibility = 'shared'
      AND images.owner != %s
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.status = 'accepted'
          AND image_members.image_id = images.id
          AND image_members.deleted = false))
      AND images.os_hidden = %s
      AND images.id IN (
        SELECT shared.id
        FROM shared)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range2
    UNION ALL
    SELECT range3.id AS id, range3.name AS name, range3.os_hidden AS os_hidden, range3.created_at AS created_at, range3.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.os_hidden AS os_hidden, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (images.deleted + 0) = false
      AND images.visibility = 'shared'
      AND images.owner != %s
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.status = 'accepted'
          AND image_members.image_id = images.id
          AND image_members.deleted = false))
      AND images.os_hidden = %s
      AND (
        SELECT count(*) AS count_1
        FROM shared0) > 10000
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range3) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = True
-- limit = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = True
-- limit = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = True
-- limit = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = True
-- limit = 3
-- limit = 3
-- limit = 3
