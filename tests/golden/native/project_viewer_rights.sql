WITH shared0 AS MATERIALIZED (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.member = ?
  LIMIT 251 OFFSET 0), shared AS MATERIALIZED (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_1
    FROM shared0) <= 250), page AS MATERIALIZED (
  SELECT merged.id AS id, merged.deleted AS deleted, merged.owner AS owner, merged.protected AS protected, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.deleted AS deleted, range0.owner AS owner, range0.protected AS protected, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected, images.created_at AS created_at
      FROM images
      WHERE 1 = 1
      AND images.visibility = 'public'
      AND 1 = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range0
    WHERE (+ range0.owner) IS NOT ?
    UNION ALL
    SELECT range1.id AS id, range1.deleted AS deleted, range1.owner AS owner, range1.protected AS protected, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected, images.created_at AS created_at
      FROM images
      WHERE 1 = 1
      AND images.visibility = 'community'
      AND 1 = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range1
    WHERE (+ range1.owner) IS NOT ?
    UNION ALL
    SELECT range2.id AS id, range2.deleted AS deleted, range2.owner AS owner, range2.protected AS protected, range2.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected, images.created_at AS created_at
      FROM images
      WHERE 1 = 1
      AND images.owner = ?
      AND 1 = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range2
    UNION ALL
    SELECT range3.id AS id, range3.deleted AS deleted, range3.owner AS owner, range3.protected AS protected, range3.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected, images.created_at AS created_at
      FROM images
      WHERE 1 = 1
      AND (+ images.visibility) = 'shared'
      AND (+ images.owner) != ?
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.image_id = images.id
          AND ((+ image_members.deleted) = 0
            OR images.deleted = 1
            AND image_members.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.member = image_members.member
              AND later.id > image_members.id))))
      AND 1 = 1
      AND images.id IN (
        SELECT shared.id
        FROM shared)
      ORDER BY (+ images.created_at) DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range3
    UNION ALL
    SELECT range4.id AS id, range4.deleted AS deleted, range4.owner AS owner, range4.protected AS protected, range4.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected, images.created_at AS created_at
      FROM images
      WHERE 1 = 1
      AND images.visibility = 'shared'
      AND (+ images.owner) != ?
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.image_id = images.id
          AND ((+ image_members.deleted) = 0
            OR images.deleted = 1
            AND image_members.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.member = image_members.member
              AND later.id > image_members.id))))
      AND 1 = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_1
          FROM shared0) <= 250) THEN 0 ELSE ? END OFFSET 0) AS range4) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT ? OFFSET 0)
SELECT CAST(json_object('owner', page.owner, 'viewerCanUpdate', json(iif(page.deleted = 0
        AND page.owner IS ?, 'true', 'false')), 'viewerCanDelete', json(iif(page.deleted = 0
        AND page.owner IS ?
        AND page.protected = 0, 'true', 'false'))) AS BLOB) AS field0
FROM page
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- limit = 6
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- limit = 6
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- limit = 6
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- limit = 6
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- limit = 6
-- limit = 6
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
