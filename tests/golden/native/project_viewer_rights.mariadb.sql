WITH shared0 AS (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.`member` = %s
  LIMIT 0, 251), shared AS (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_1
    FROM shared0) <= 250), page AS (
  SELECT merged.id AS id, merged.deleted AS deleted, merged.owner AS owner, merged.protected AS protected, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.deleted AS deleted, range0.owner AS owner, range0.protected AS protected, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected, images.created_at AS created_at
      FROM images
      WHERE true = 1
      AND images.visibility = 'public'
      AND true = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range0
    WHERE NOT (range0.owner <=> %s)
    UNION ALL
    SELECT range1.id AS id, range1.deleted AS deleted, range1.owner AS owner, range1.protected AS protected, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected, images.created_at AS created_at
      FROM images
      WHERE true = 1
      AND images.visibility = 'community'
      AND true = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range1
    WHERE NOT (range1.owner <=> %s)
    UNION ALL
    SELECT range2.id AS id, range2.deleted AS deleted, range2.owner AS owner, range2.protected AS protected, range2.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected, images.created_at AS created_at
      FROM images
      WHERE true = 1
      AND images.owner = %s
      AND true = 1
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range2
    UNION ALL
    SELECT range3.id AS id, range3.deleted AS deleted, range3.owner AS owner, range3.protected AS protected, range3.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected, images.created_at AS created_at
      FROM images FORCE INDEX (PRIMARY)
      WHERE true = 1
      AND images.visibility = 'shared'
      AND images.owner != %s
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.image_id = images.id
          AND (image_members.deleted = false
            OR images.deleted = true
            AND image_members.deleted_at >= timestampadd(SECOND, -2, images.deleted_at))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.`member` = image_members.`member`
              AND later.id > image_members.id))))
      AND true = 1
      AND images.id IN (
        SELECT shared.id
        FROM shared)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range3
    UNION ALL
    SELECT range4.id AS id, range4.deleted AS deleted, range4.owner AS owner, range4.protected AS protected, range4.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.deleted AS deleted, images.owner AS owner, images.protected AS protected, images.created_at AS created_at
      FROM images
      WHERE true = 1
      AND images.visibility = 'shared'
      AND images.owner != %s
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.`member` = %s
          AND image_members.image_id = images.id
          AND (image_members.deleted = false
            OR images.deleted = true
            AND image_members.deleted_at >= timestampadd(SECOND, -2, images.deleted_at))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.`member` = image_members.`member`
              AND later.id > image_members.id))))
      AND true = 1
      AND (
        SELECT count(*) AS count_1
        FROM shared0) > 250
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT 0, %s) AS range4) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT 0, %s)
SELECT CAST(coalesce(concat('{"owner":', coalesce(json_quote(page.owner), 'null'), ',"viewerCanUpdate":', coalesce(CASE WHEN (page.deleted = false
          AND page.owner <=> %s) THEN 'true' ELSE 'false' END, 'null'), ',"viewerCanDelete":', coalesce(CASE WHEN (page.deleted = false
          AND page.owner <=> %s
          AND page.protected = false) THEN 'true' ELSE 'false' END, 'null'), '}'), '') AS BINARY) AS field0
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
