WITH few0 AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE images.status = ?
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000)
SELECT CAST(json_object('name', page.name, 'visibility', upper(page.visibility)) AS BLOB) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.visibility AS visibility
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.visibility AS visibility
    FROM (
      SELECT images.id AS id, images.name AS name, images.visibility AS visibility
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND (+ images.visibility) = 'community'
      AND (+ images.status) = ?
      AND (+ images.visibility) = ?
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY (+ images.name) ASC NULLS LAST, images.id ASC
      LIMIT ? OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.visibility AS visibility
    FROM (
      SELECT images.id AS id, images.name AS name, images.visibility AS visibility
      FROM images
      WHERE (+ images.deleted) = 0
      AND (+ images.os_hidden) = 0
      AND images.visibility = 'community'
      AND (+ images.status) = ?
      AND images.visibility = ?
      ORDER BY images.name ASC NULLS LAST, images.id ASC
      LIMIT CASE WHEN ((
          SELECT count(*) AS count_1
          FROM few0) <= 1000) THEN 0 ELSE ? END OFFSET 0) AS range1) AS merged
  ORDER BY merged.name ASC NULLS LAST, merged.id ASC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = 'active'
-- w0 = 'active'
-- w1 = 'community'
-- limit = 3
-- w0 = 'active'
-- w1 = 'community'
-- limit = 3
-- limit = 3
-- limit = 3
