WITH few0 AS (
  SELECT images.id AS id
  FROM images
  WHERE images.status = %s
  LIMIT 0, 1001), few AS (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000)
SELECT CAST(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), ',"visibility":', coalesce(json_quote(upper(page.visibility)), 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.visibility AS visibility
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.visibility AS visibility
    FROM (
      SELECT images.id AS id, images.name AS name, images.visibility AS visibility
      FROM images FORCE INDEX (PRIMARY)
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.visibility = 'community'
      AND images.status = %s
      AND images.visibility = %s
      AND images.id IN (
        SELECT few.id
        FROM few)
      ORDER BY images.name IS NULL ASC, images.name ASC, images.id ASC
      LIMIT 0, %s) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.visibility AS visibility
    FROM (
      SELECT images.id AS id, images.name AS name, images.visibility AS visibility
      FROM images
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.visibility = 'community'
      AND images.status = %s
      AND images.visibility = %s
      AND images.name IS NOT NULL
      AND (
        SELECT count(*) AS count_1
        FROM few0) > 1000
      ORDER BY images.name ASC, images.id ASC
      LIMIT 0, %s) AS range1
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.visibility AS visibility
    FROM (
      SELECT images.id AS id, images.name AS name, images.visibility AS visibility
      FROM images
      WHERE (images.deleted + 0) = false
      AND (images.os_hidden + 0) = false
      AND images.visibility = 'community'
      AND images.status = %s
      AND images.visibility = %s
      AND images.name IS NULL
      AND (
        SELECT count(*) AS count_1
        FROM few0) > 1000
      ORDER BY images.id ASC
      LIMIT 0, %s) AS range2) AS merged
  ORDER BY merged.name IS NULL ASC, merged.name ASC, merged.id ASC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- w0 = 'active'
-- w0 = 'active'
-- w1 = 'community'
-- limit = 3
-- w0 = 'active'
-- w1 = 'community'
-- limit = 3
-- w0 = 'active'
-- w1 = 'community'
-- limit = 3
-- limit = 3
-- limit = 3
