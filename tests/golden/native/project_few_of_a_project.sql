WITH few0 AS MATERIALIZED (
  SELECT image_tags.image_id AS id
  FROM image_tags
  WHERE image_tags.value IN (
    SELECT value
    FROM json_each(?))
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
      SELECT image_tags.image_id
      FROM image_tags
      WHERE (+ image_tags.value) IN (
        SELECT value
        FROM json_each(?))
      AND image_tags.image_id = images.id
      AND (+ image_tags.deleted) = 0))
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
    AND images.visibility = 'public'
    AND images.id IN (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM json_each(?))
      AND (+ image_tags.deleted) = 0)
    AND (+ images.owner) IS NOT ?
    LIMIT CASE WHEN ((
        SELECT count(*) AS count_2
        FROM few0) <= 1000) THEN 0 ELSE -1 END OFFSET 0) AS part1
  UNION ALL
  SELECT part2.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE (+ images.deleted) = 0
    AND (+ images.os_hidden) = 0
    AND images.owner = ?
    AND images.id IN (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM json_each(?))
      AND (+ image_tags.deleted) = 0)
    LIMIT CASE WHEN ((
        SELECT count(*) AS count_2
        FROM few0) <= 1000) THEN 0 ELSE -1 END OFFSET 0) AS part2
  UNION ALL
  SELECT part3.id AS id
  FROM (
    SELECT images.id AS id
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
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM json_each(?))
      AND (+ image_tags.deleted) = 0)
    LIMIT CASE WHEN ((
        SELECT count(*) AS count_2
        FROM few0) <= 1000) THEN 0 ELSE -1 END OFFSET 0) AS part3), shared0 AS MATERIALIZED (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.member = ?
  AND image_members.status = 'accepted'
  LIMIT 10001 OFFSET 0), shared AS MATERIALIZED (
  SELECT shared0.id AS id
  FROM shared0
  WHERE (
    SELECT count(*) AS count_4
    FROM shared0) <= 10000), ahead AS MATERIALIZED (
  SELECT merged.id AS id, merged.name AS name, merged.created_at AS created_at, merged.owner AS owner
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.created_at AS created_at, range0.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
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
          SELECT image_tags.image_id
          FROM image_tags
          WHERE (+ image_tags.value) IN (
            SELECT value
            FROM json_each(?))
          AND image_tags.image_id = images.id
          AND (+ image_tags.deleted) = 0))
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY (+ images.created_at) ASC, images.id ASC
      LIMIT ? OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.created_at AS created_at, range1.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND images.visibility = 'public'
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE (+ image_tags.value) IN (
            SELECT value
            FROM json_each(?))
          AND image_tags.image_id = images.id
          AND (+ image_tags.deleted) = 0))
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_2
          FROM few0) <= 1000) THEN 0 ELSE ? END OFFSET 0) AS range1
    WHERE (+ range1.owner) IS NOT ?
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.created_at AS created_at, range2.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND images.owner = ?
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE (+ image_tags.value) IN (
            SELECT value
            FROM json_each(?))
          AND image_tags.image_id = images.id
          AND (+ image_tags.deleted) = 0))
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_2
          FROM few0) <= 1000) THEN 0 ELSE ? END OFFSET 0) AS range2
    UNION ALL
    SELECT range3.id AS id, range3.name AS name, range3.created_at AS created_at, range3.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND (+ images.visibility) = 'shared'
      AND (+ images.owner) != ?
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.status = 'accepted'
          AND image_members.image_id = images.id
          AND (+ image_members.deleted) = 0))
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE (+ image_tags.value) IN (
            SELECT value
            FROM json_each(?))
          AND image_tags.image_id = images.id
          AND (+ image_tags.deleted) = 0))
      AND images.id IN (
        SELECT shared.id
        FROM shared)
      ORDER BY (+ images.created_at) ASC, images.id ASC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_2
          FROM few0) <= 1000) THEN 0 ELSE ? END OFFSET 0) AS range3
    UNION ALL
    SELECT range4.id AS id, range4.name AS name, range4.created_at AS created_at, range4.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND images.visibility = 'shared'
      AND (+ images.owner) != ?
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = ?
          AND image_members.status = 'accepted'
          AND image_members.image_id = images.id
          AND (+ image_members.deleted) = 0))
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE (+ image_tags.value) IN (
            SELECT value
            FROM json_each(?))
          AND image_tags.image_id = images.id
          AND (+ image_tags.deleted) = 0))
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_2
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_4
          FROM shared0) <= 10000) THEN 0 ELSE ? END OFFSET 0) AS range4) AS merged
  ORDER BY merged.created_at ASC, merged.id ASC
  LIMIT ? OFFSET 0), page AS MATERIALIZED (
  SELECT last.id AS id, last.name AS name, last.created_at AS created_at, last.owner AS owner
  FROM (
    SELECT ahead.id AS id, ahead.name AS name, ahead.created_at AS created_at, ahead.owner AS owner
    FROM ahead
    LIMIT ? OFFSET 0) AS last
  ORDER BY last.created_at DESC, last.id DESC
  LIMIT ? OFFSET 0)
SELECT CAST((
    SELECT count(*) AS count_1
    FROM matching) AS BLOB) AS field0, CAST(json_object('hasPreviousPage', json(iif((
          SELECT count(*) AS count_3
          FROM ahead) > ?, 'true', 'false')), 'hasNextPage', json(iif(0, 'true', 'false'))) AS BLOB) AS field1, NULL AS field2
UNION ALL
SELECT NULL AS field0, NULL AS field1, CAST(json_object('name', page.name) AS BLOB) AS field2
FROM page
-- w0 = '["golden","gpu"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- w0 = '["golden","gpu"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- one_more = 3
-- limit = 2
-- limit = 2
-- limit = 2
