WITH few0 AS MATERIALIZED (
  SELECT image_tags.image_id AS id
  FROM image_tags
  WHERE image_tags.value = ANY (ARRAY(
      SELECT value
      FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value)))
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
  AND (images.visibility = 'public'
    OR images.owner = $1::VARCHAR
    OR images.visibility = 'shared'
    AND images.owner != $1::VARCHAR
    AND (EXISTS (
        SELECT image_members.image_id AS id
        FROM image_members
        WHERE image_members.member = $1::VARCHAR
        AND image_members.status = 'accepted'
        AND image_members.image_id = images.id
        AND image_members.deleted = false
        LIMIT ALL OFFSET 0)))
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
      AND image_tags.image_id = images.id
      AND image_tags.deleted = false
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
    AND images.visibility = 'public'
    AND images.id IN (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
      AND image_tags.deleted = false)
    AND images.owner IS DISTINCT
    FROM $1::VARCHAR
    AND (
      SELECT count(*) AS count_2
      FROM few0) > 1000
    LIMIT NULL OFFSET 0) AS part1
  UNION ALL
  SELECT part2.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE images.deleted = false
    AND images.os_hidden = false
    AND images.owner = $1::VARCHAR
    AND images.id IN (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
      AND image_tags.deleted = false)
    AND (
      SELECT count(*) AS count_2
      FROM few0) > 1000
    LIMIT NULL OFFSET 0) AS part2
  UNION ALL
  SELECT part3.id AS id
  FROM (
    SELECT images.id AS id
    FROM images
    WHERE images.deleted = false
    AND images.os_hidden = false
    AND images.visibility = 'shared'
    AND images.owner != $1::VARCHAR
    AND images.id IN (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.member = $1::VARCHAR
      AND image_members.status = 'accepted'
      AND image_members.deleted = false)
    AND images.id IN (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
      AND image_tags.deleted = false)
    AND (
      SELECT count(*) AS count_2
      FROM few0) > 1000
    LIMIT NULL OFFSET 0) AS part3), shared0 AS MATERIALIZED (
  SELECT image_members.image_id AS id
  FROM image_members
  WHERE image_members.member = $1::VARCHAR
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
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND (images.visibility = 'public'
        OR images.owner = $1::VARCHAR
        OR images.visibility = 'shared'
        AND images.owner != $1::VARCHAR
        AND (EXISTS (
            SELECT image_members.image_id AS id
            FROM image_members
            WHERE image_members.member = $1::VARCHAR
            AND image_members.status = 'accepted'
            AND image_members.image_id = images.id
            AND image_members.deleted = false
            LIMIT ALL OFFSET 0)))
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value IN (
            SELECT value
            FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false
          LIMIT ALL OFFSET 0))
      AND images.id = ANY (ARRAY(
          SELECT few.id
          FROM few))
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT $3::INTEGER OFFSET 0) AS range0
    UNION ALL
    SELECT range1.id AS id, range1.name AS name, range1.created_at AS created_at, range1.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.visibility = 'public'
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value IN (
            SELECT value
            FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false
          LIMIT ALL OFFSET 0))
      AND (
        SELECT count(*) AS count_2
        FROM few0) > 1000
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT $3::INTEGER OFFSET 0) AS range1
    WHERE range1.owner IS DISTINCT
    FROM $1::VARCHAR
    UNION ALL
    SELECT range2.id AS id, range2.name AS name, range2.created_at AS created_at, range2.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.owner = $1::VARCHAR
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value IN (
            SELECT value
            FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false
          LIMIT ALL OFFSET 0))
      AND (
        SELECT count(*) AS count_2
        FROM few0) > 1000
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT $3::INTEGER OFFSET 0) AS range2
    UNION ALL
    SELECT range3.id AS id, range3.name AS name, range3.created_at AS created_at, range3.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.visibility = 'shared'
      AND images.owner != $1::VARCHAR
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = $1::VARCHAR
          AND image_members.status = 'accepted'
          AND image_members.image_id = images.id
          AND image_members.deleted = false
          LIMIT ALL OFFSET 0))
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value IN (
            SELECT value
            FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false
          LIMIT ALL OFFSET 0))
      AND images.id = ANY (ARRAY(
          SELECT shared.id
          FROM shared))
      AND (
        SELECT count(*) AS count_2
        FROM few0) > 1000
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT $3::INTEGER OFFSET 0) AS range3
    UNION ALL
    SELECT range4.id AS id, range4.name AS name, range4.created_at AS created_at, range4.owner AS owner
    FROM (
      SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.owner AS owner
      FROM images
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND images.visibility = 'shared'
      AND images.owner != $1::VARCHAR
      AND (EXISTS (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = $1::VARCHAR
          AND image_members.status = 'accepted'
          AND image_members.image_id = images.id
          AND image_members.deleted = false
          LIMIT ALL OFFSET 0))
      AND (EXISTS (
          SELECT image_tags.image_id
          FROM image_tags
          WHERE image_tags.value IN (
            SELECT value
            FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value))
          AND image_tags.image_id = images.id
          AND image_tags.deleted = false
          LIMIT ALL OFFSET 0))
      AND NOT ((
          SELECT count(*) AS count_2
          FROM few0) <= 1000
        OR (
          SELECT count(*) AS count_4
          FROM shared0) <= 10000)
      ORDER BY images.created_at ASC, images.id ASC
      LIMIT $3::INTEGER OFFSET 0) AS range4) AS merged
  ORDER BY merged.created_at ASC, merged.id ASC
  LIMIT $3::INTEGER OFFSET 0), page AS MATERIALIZED (
  SELECT last.id AS id, last.name AS name, last.created_at AS created_at, last.owner AS owner
  FROM (
    SELECT ahead.id AS id, ahead.name AS name, ahead.created_at AS created_at, ahead.owner AS owner
    FROM ahead
    LIMIT $4::INTEGER OFFSET 0) AS last
  ORDER BY last.created_at DESC, last.id DESC
  LIMIT $4::INTEGER OFFSET 0)
SELECT convert_to(CAST((
      SELECT count(*) AS count_1
      FROM matching) AS TEXT), 'UTF8') AS field0, convert_to(CAST('{"hasPreviousPage":' || coalesce(CASE WHEN ((
          SELECT count(*) AS count_3
          FROM ahead) > $4::INTEGER) THEN 'true' ELSE 'false' END, 'null') || ',"hasNextPage":' || coalesce(CASE WHEN false THEN 'true' ELSE 'false' END, 'null') || '}' AS TEXT), 'UTF8') AS field1, NULL AS field2
UNION ALL
SELECT NULL AS field0, NULL AS field1, convert_to(CAST('{"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || '}' AS TEXT), 'UTF8') AS field2
FROM page
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = '["golden","gpu"]'
-- one_more = 3
-- limit = 2
