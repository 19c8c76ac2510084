WITH shared0 AS MATERIALIZED (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.member = ?
  AND image_members.status = 'accepted'
  LIMIT 10001 OFFSET 0), shared AS MATERIALIZED (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_1
    FROM shared0) <= 10000)
SELECT CAST(json_object('name', page.name, 'hidden', json(iif(page.os_hidden, 'true', 'false'))) AS BLOB) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.os_hidden AS os_hidden, merged.created_at AS created_at, merged.owner AS owner
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.os_hidden AS os_hidden, range0.created_at AS created_at, range0.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.os_hidden AS os_hidden, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (+ images.deleted) = 0
      AND images.visibility = 'public'
      AND images.os_hidden = ?
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range0
    WHERE (+ range0.owner) IS NOT ?
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.os_hidden AS os_hidden, range1.created_at AS created_at, range1.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.os_hidden AS os_hidden, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (+ images.deleted) = 0
      AND images.owner = ?
      AND images.os_hidden = ?
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range1
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.os_hidden AS os_hidden, range2.created_at AS created_at, range2.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.os_hidden AS os_hidden, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.visibility) = 'shared'
      AND (+ images.owner) != ?
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.status = 'accepted'
          AND image_members.image_id = images.id
          AND (+ image_members.deleted) = 0))
      AND images.os_hidden = ?
      AND images.id IN (
        SELECT shared.id
        FROM shared)
      ORDER BY (+ images.created_at) DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range2
    UNION ALL
    SELECT range3.id AS id, range3.name AS name, range3.os_hidden AS os_hidden, range3.created_at AS created_at, range3.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.os_hidden AS os_hidden, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (+ images.deleted) = 0
      AND images.visibility = 'shared'
      AND (+ images.owner) != ?
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.status = 'accepted'
          AND image_members.image_id = images.id
          AND (+ image_members.deleted) = 0))
      AND images.os_hidden = ?
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_1
          FROM shared0) <= 10000) THEN 0 ELSE ? END OFFSET 0) AS range3) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
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
