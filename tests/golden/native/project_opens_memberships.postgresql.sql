WITH few0 AS MATERIALIZED (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.member = $3::VARCHAR
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_2
    FROM few0) <= 1000), matching AS (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND images.visibility = 'shared'
  AND images.owner IS NOT NULL
  AND (EXISTS (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.member = $1::VARCHAR
      AND image_members.status IN (
        SELECT value
        FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
      AND image_members.image_id = images.id
      AND image_members.deleted = false
      LIMIT ALL OFFSET 0))
  AND images.visibility = 'shared'
  AND (EXISTS (
      SELECT image_members.id
      FROM image_members
      WHERE image_members.image_id = images.id
      AND image_members.member = $3::VARCHAR
      AND image_members.deleted = false
      AND (images.owner = $1::VARCHAR
        OR image_members.member = $1::VARCHAR
        AND images.visibility = 'shared')
      AND image_members.status IN (
        SELECT value
        FROM json_array_elements_text(CAST($4 AS TEXT)::json) AS item(value))
      LIMIT ALL OFFSET 0))
  AND images.id = ANY (ARRAY(
      SELECT few.id
      FROM few))
  UNION ALL
  SELECT part1.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE images.deleted = false
    AND images.os_hidden = false
    AND images.visibility = 'shared'
    AND images.owner IS NOT NULL
    AND images.id IN (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.member = $1::VARCHAR
      AND image_members.status IN (
        SELECT value
        FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
      AND image_members.deleted = false)
    AND images.visibility = 'shared'
    AND (EXISTS (
        SELECT image_members.id
        FROM image_members
        WHERE image_members.image_id = images.id
        AND image_members.member = $3::VARCHAR
        AND image_members.deleted = false
        AND (images.owner = $1::VARCHAR
          OR image_members.member = $1::VARCHAR
          AND images.visibility = 'shared')
        AND image_members.status IN (
          SELECT value
          FROM json_array_elements_text(CAST($4 AS TEXT)::json) AS item(value))))
    AND (
      SELECT count(*) AS count_2
      FROM few0) > 1000
    LIMIT NULL OFFSET 0) AS part1), shared0 AS MATERIALIZED (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.member = $1::VARCHAR
  AND image_members.status IN (
    SELECT value
    FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
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
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.visibility = 'shared'
      AND images.owner IS NOT NULL
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = $1::VARCHAR
          AND image_members.status IN (
            SELECT value
            FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
          AND image_members.image_id = images.id
          AND image_members.deleted = false
          LIMIT ALL OFFSET 0))
      AND images.visibility = 'shared'
      AND (EXISTS (
          SELECT image_members.id
          FROM image_members
          WHERE image_members.image_id = images.id
          AND image_members.member = $3::VARCHAR
          AND image_members.deleted = false
          AND (images.owner = $1::VARCHAR
            OR image_members.member = $1::VARCHAR
            AND images.visibility = 'shared')
          AND image_members.status IN (
            SELECT value
            FROM json_array_elements_text(CAST($4 AS TEXT)::json) AS item(value))
          LIMIT ALL OFFSET 0))
      AND images.id = ANY (ARRAY(
          SELECT few.id
          FROM few))
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $5::INTEGER OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.owner AS owner, range1.visibility AS visibility, range1.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.visibility = 'shared'
      AND images.owner IS NOT NULL
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = $1::VARCHAR
          AND image_members.status IN (
            SELECT value
            FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
          AND image_members.image_id = images.id
          AND image_members.deleted = false
          LIMIT ALL OFFSET 0))
      AND images.visibility = 'shared'
      AND (EXISTS (
          SELECT image_members.id
          FROM image_members
          WHERE image_members.image_id = images.id
          AND image_members.member = $3::VARCHAR
          AND image_members.deleted = false
          AND (images.owner = $1::VARCHAR
            OR image_members.member = $1::VARCHAR
            AND images.visibility = 'shared')
          AND image_members.status IN (
            SELECT value
            FROM json_array_elements_text(CAST($4 AS TEXT)::json) AS item(value))
          LIMIT ALL OFFSET 0))
      AND images.id = ANY (ARRAY(
          SELECT shared.id
          FROM shared))
      AND (
        SELECT count(*) AS count_2
        FROM few0) > 1000
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $5::INTEGER OFFSET 0) AS range1
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.owner AS owner, range2.visibility AS visibility, range2.created_at AS created_at
    FROM (
      SELECT images.id AS id, images.name AS name, images.owner AS owner, images.visibility AS visibility, images.created_at AS created_at
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.visibility = 'shared'
      AND images.owner IS NOT NULL
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = $1::VARCHAR
          AND image_members.status IN (
            SELECT value
            FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
          AND image_members.image_id = images.id
          AND image_members.deleted = false
          LIMIT ALL OFFSET 0))
      AND images.visibility = 'shared'
      AND (EXISTS (
          SELECT image_members.id
          FROM image_members
          WHERE image_members.image_id = images.id
          AND image_members.member = $3::VARCHAR
          AND image_members.deleted = false
          AND (images.owner = $1::VARCHAR
            OR image_members.member = $1::VARCHAR
            AND images.visibility = 'shared')
          AND image_members.status IN (
            SELECT value
            FROM json_array_elements_text(CAST($4 AS TEXT)::json) AS item(value))
          LIMIT ALL OFFSET 0))
      AND NOT ((
          SELECT count(*) AS count_2
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_3
          FROM shared0) <= 10000)
      ORDER BY images.created_at DESC, images.id DESC
      LIMIT $5::INTEGER OFFSET 0) AS range2) AS merged
  ORDER BY merged.created_at DESC, merged.id DESC
  LIMIT $5::INTEGER OFFSET 0)
SELECT convert_to(CAST((
      SELECT count(*) AS count_1
      FROM matching) AS TEXT), 'UTF8') AS field0, NULL AS field1
UNION ALL
SELECT NULL AS field0, convert_to(CAST('{"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || ',"members":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"status":' || coalesce(CAST(to_json(CAST(upper(listed.status) AS TEXT)) AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT image_members.status AS status
          FROM image_members
          WHERE image_members.image_id = page.id
          AND image_members.deleted = false
          AND (page.owner = $1::VARCHAR
            OR image_members.member = $1::VARCHAR
            AND page.visibility = 'shared')
          ORDER BY image_members.member) AS listed), 'null') || '}' AS TEXT), 'UTF8') AS field1
FROM page
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- member_statuses = '["pending","accepted","rejected"]'
-- w0 = '2de50472433d4e44bed8b6b8357e44cd'
-- w1 = '["pending","accepted","rejected"]'
-- limit = 3
