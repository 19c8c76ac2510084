WITH few0 AS MATERIALIZED (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.member = ?
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_2
    FROM few0) <= 1000), matching AS (
  SELECT images.id AS id
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND (+ images.visibility) = 'shared'
  AND (+ images.owner) IS NOT NULL
  AND (EXISTS (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.member = ?
      AND image_members.status IN (
        SELECT value
        FROM json_each(?))
      AND image_members.image_id = images.id
      AND (+ image_members.deleted) = 0))
  AND (+ images.visibility) = 'shared'
  AND (EXISTS (
      SELECT image_members.id
      FROM image_members
      WHERE image_members.image_id = images.id
      AND image_members.member = ?
      AND (+ image_members.deleted) = 0
      AND ((+ images.owner) = ?
        OR image_members.member = ?
        AND (+ images.visibility) = 'shared')
      AND image_members.status IN (
        SELECT value
        FROM json_each(?))))
  AND images.id IN (
    SELECT few.id
    FROM few)
  UNION ALL
  SELECT part1.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND images.visibility = 'shared'
    AND (+ images.owner) IS NOT NULL
    AND images.id IN (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.member = ?
      AND image_members.status IN (
        SELECT value
        FROM json_each(?))
      AND (+ image_members.deleted) = 0)
    AND (+ images.visibility) = 'shared'
    AND (EXISTS (
        SELECT image_members.id
        FROM image_members
        WHERE image_members.image_id = images.id
        AND image_members.member = ?
        AND (+ image_members.deleted) = 0
        AND (images.owner = ?
          OR image_members.member = ?
          AND images.visibility = 'shared')
        AND image_members.status IN (
          SELECT value
          FROM json_each(?))))
    LIMIT CASE WHEN ((
        SELECT count(*) AS count_2
        FROM few0) <= 1000) THEN 0 ELSE -1 END OFFSET 0) AS part1), shared0 AS MATERIALIZED (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.member = ?
  AND image_members.status IN (
    SELECT value
    FROM json_each(?))
  LIMIT 10001 OFFSET 0), shared AS MATERIALIZED (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_3
    FROM shared0) <= 10000), page AS MATERIALIZED (
  SELECT merged.id AS id, merged.name AS name, merged.owner AS owner, merged.visibility AS visibility, merged.created_at AS created_at
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.owner AS owner, range0.visibility AS visibility, range0.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND (+ images.visibility) = 'shared'
      AND (+ images.owner) IS NOT NULL
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.status IN (
            SELECT value
            FROM json_each(?))
          AND image_members.image_id = images.id
          AND (+ image_members.deleted) = 0))
      AND (+ images.visibility) = 'shared'
      AND (EXISTS (
          SELECT image_members.id
          FROM image_members
          WHERE image_members.image_id = images.id
          AND image_members.member = ?
          AND (+ image_members.deleted) = 0
          AND ((+ images.owner) = ?
            OR image_members.member = ?
            AND (+ images.visibility) = 'shared')
          AND image_members.status IN (
            SELECT value
            FROM json_each(?))))
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY (+ images.created_at) DESC, images.id DESC
      LIMIT ? OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.owner AS owner, range1.visibility AS visibility, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND (+ images.visibility) = 'shared'
      AND (+ images.owner) IS NOT NULL
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.status IN (
            SELECT value
            FROM json_each(?))
          AND image_members.image_id = images.id
          AND (+ image_members.deleted) = 0))
      AND (+ images.visibility) = 'shared'
      AND (EXISTS (
          SELECT image_members.id
          FROM image_members
          WHERE image_members.image_id = images.id
          AND image_members.member = ?
          AND (+ image_members.deleted) = 0
          AND ((+ images.owner) = ?
            OR image_members.member = ?
            AND (+ images.visibility) = 'shared')
          AND image_members.status IN (
            SELECT value
            FROM json_each(?))))
      AND images.id IN (
        SELECT shared.id
        FROM shared)
      ORDER BY (+ images.created_at) DESC, images.id DESC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_2
          FROM few0) <= 1000) THEN 0 ELSE ? END OFFSET 0) AS range1
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.owner AS owner, range2.visibility AS visibility, range2.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND images.visibility = 'shared'
      AND (+ images.owner) IS NOT NULL
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.status IN (
            SELECT value
            FROM json_each(?))
          AND image_members.image_id = images.id
          AND (+ image_members.deleted) = 0))
      AND (+ images.visibility) = 'shared'
      AND (EXISTS (
          SELECT image_members.id
          FROM image_members
          WHERE image_members.image_id = images.id
          AND image_members.member = ?
          AND (+ image_members.deleted) = 0
          AND ((+ images.owner) = ?
            OR image_members.member = ?
            AND (+ images.visibility) = 'shared')
          AND image_members.status IN (
            SELECT value
            FROM json_each(?))))
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_2
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_3
          FROM shared0) <= 10000) THEN 0 ELSE ? END OFFSET 0) AS range2) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT ? OFFSET 0)
SELECT CAST((
    SELECT count(*) AS count_1
    FROM matching) AS BLOB) AS field0, NULL AS field1
UNION ALL
SELECT NULL AS field0, CAST(json_object('name', page.name, 'members', (
      SELECT json_group_array(json_object('status', upper(listed.status))) AS json_group_array_1
      FROM (
        SELECT image_members.status AS status
        FROM image_members
        WHERE image_members.image_id = page.id
        AND (+ image_members.deleted) = 0
        AND (page.owner = ?
          OR image_members.member = ?
          AND page.visibility = 'shared')
        ORDER BY image_members.member) AS listed)) AS BLOB) AS field1
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
