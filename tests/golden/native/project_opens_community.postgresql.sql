WITH few0 AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE images.status = $1::VARCHAR
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_1
    FROM few0) <= 1000)
SELECT convert_to(CAST('{"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || ',"visibility":' || coalesce(CAST(to_json(CAST(upper(page.visibility) AS TEXT)) AS TEXT), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT merged.id AS id, merged.name AS name, merged.visibility AS visibility
  FROM (
    SELECT range0.id AS id, range0.name AS name, range0.visibility AS visibility
    FROM (
      SELECT images.id AS id, images.name AS name, images.visibility AS visibility
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.visibility = 'community'
      AND images.status = $1::VARCHAR
      AND images.visibility = $2::VARCHAR
      AND images.id = ANY (ARRAY(
          SELECT few.id
          FROM few))
      ORDER BY images.name ASC NULLS LAST, images.id ASC
      LIMIT $3::INTEGER OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.visibility AS visibility
    FROM (
      SELECT images.id AS id, images.name AS name, images.visibility AS visibility
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.visibility = 'community'
      AND images.status = $1::VARCHAR
      AND images.visibility = $2::VARCHAR
      AND (
        SELECT count(*) AS count_1
        FROM few0) > 1000
      ORDER BY images.name ASC NULLS LAST, images.id ASC
      LIMIT $3::INTEGER OFFSET 0) AS range1) AS merged
  ORDER BY merged.name ASC NULLS LAST, merged.id ASC
  LIMIT $3::INTEGER OFFSET 0) AS page
LIMIT $3::INTEGER OFFSET 0
-- w0 = 'active'
-- w1 = 'community'
-- limit = 3
