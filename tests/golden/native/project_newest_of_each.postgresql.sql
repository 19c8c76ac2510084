WITH few0 AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE images.status = $4::VARCHAR
  LIMIT 1001 OFFSET 0), few AS MATERIALIZED (
  SELECT few0.id AS id
  FROM few0
  WHERE (
    SELECT count(*) AS count_2
    FROM few0) <= 1000), firsts AS MATERIALIZED (
  SELECT numbered.id AS id
  FROM (
    SELECT found.id AS id, row_number() OVER (PARTITION BY found.property1, found.visibility
      ORDER BY found.property0 IS NULL ASC, found.property0 DESC, found.created_at DESC, found.id DESC) AS place
    FROM (
      SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
      FROM images
      LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
      AND property0.name = $1::VARCHAR
      AND property0.deleted = false
      LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
      AND property1.name = $2::VARCHAR
      AND property1.deleted = false
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND (images.visibility = 'public'
        OR images.owner = $3::VARCHAR
        OR images.visibility = 'shared'
        AND images.owner != $3::VARCHAR
        AND (EXISTS (
            SELECT image_members.image_id AS id
            FROM image_members
            WHERE image_members.member = $3::VARCHAR
            AND image_members.status = 'accepted'
            AND image_members.image_id = images.id
            AND image_members.deleted = false
            LIMIT ALL OFFSET 0)))
      AND images.status = $4::VARCHAR
      AND images.id = ANY (ARRAY(
          SELECT few.id
          FROM few))
      UNION ALL
      SELECT part1.id AS id, part1.property0 AS property0, part1.created_at AS created_at, part1.property1 AS property1, part1.visibility AS visibility
      FROM (
        SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
        FROM images
        LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
        AND property0.name = $1::VARCHAR
        AND property0.deleted = false
        LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
        AND property1.name = $2::VARCHAR
        AND property1.deleted = false
        WHERE images.deleted = false
        AND images.os_hidden = false
        AND images.visibility = 'public'
        AND images.status = $4::VARCHAR
        AND images.owner IS DISTINCT
        FROM $3::VARCHAR
        AND (
          SELECT count(*) AS count_2
          FROM few0) > 1000
        LIMIT NULL OFFSET 0) AS part1
      UNION ALL
      SELECT part2.id AS id, part2.property0 AS property0, part2.created_at AS created_at, part2.property1 AS property1, part2.visibility AS visibility
      FROM (
        SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
        FROM images
        LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
        AND property0.name = $1::VARCHAR
        AND property0.deleted = false
        LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
        AND property1.name = $2::VARCHAR
        AND property1.deleted = false
        WHERE images.deleted = false
        AND images.os_hidden = false
        AND images.owner = $3::VARCHAR
        AND images.status = $4::VARCHAR
        AND (
          SELECT count(*) AS count_2
          FROM few0) > 1000
        LIMIT NULL OFFSET 0) AS part2
      UNION ALL
      SELECT part3.id AS id, part3.property0 AS property0, part3.created_at AS created_at, part3.property1 AS property1, part3.visibility AS visibility
      FROM (
        SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
        FROM images
        LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
        AND property0.name = $1::VARCHAR
        AND property0.deleted = false
        LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
        AND property1.name = $2::VARCHAR
        AND property1.deleted = false
        WHERE images.deleted = false
        AND images.os_hidden = false
        AND images.visibility = 'shared'
        AND images.owner != $3::VARCHAR
        AND images.id IN (
          SELECT image_members.image_id AS id
          FROM image_members
          WHERE image_members.member = $3::VARCHAR
          AND image_members.status = 'accepted'
          AND image_members.deleted = false)
        AND images.status = $4::VARCHAR
        AND (
          SELECT count(*) AS count_2
          FROM few0) > 1000
        LIMIT NULL OFFSET 0) AS part3) AS found) AS numbered
  WHERE numbered.place = 1), ahead AS MATERIALIZED (
  SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.visibility AS visibility, property0.value AS property0
  FROM images
  LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
  AND property0.name = $1::VARCHAR
  AND property0.deleted = false
  WHERE images.id = ANY (ARRAY(
      SELECT firsts.id
      FROM firsts))
  ORDER BY property0.value DESC NULLS LAST, images.created_at DESC, images.id DESC
  LIMIT $5::INTEGER OFFSET 0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.name AS name, ahead.created_at AS created_at, ahead.visibility AS visibility, ahead.property0 AS property0
  FROM ahead
  LIMIT $6::INTEGER OFFSET 0), matching AS (
  SELECT images.id AS id
  FROM images
  WHERE images.id = ANY (ARRAY(
      SELECT firsts.id
      FROM firsts)))
SELECT NULL AS field0, convert_to(CAST('{"hasNextPage":' || coalesce(CASE WHEN ((
          SELECT count(*) AS count_1
          FROM ahead) > $6::INTEGER) THEN 'true' ELSE 'false' END, 'null') || ',"endCursor":' || coalesce(CAST(to_json(CAST((
              SELECT upper(encode(convert_to('[' || coalesce(CAST(to_json(CAST($7 AS TEXT)) AS TEXT), 'null') || ',' || coalesce(CAST(to_json(CAST(first.property0 AS TEXT)) AS TEXT), 'null') || ',' || coalesce(CAST(to_json(CAST(to_char(first.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') AS TEXT)) AS TEXT), 'null') || ',' || coalesce(CAST(to_json(CAST(first.id AS TEXT)) AS TEXT), 'null') || ']', 'UTF8'), 'hex')) AS anon_1
              FROM (
                SELECT page.property0 AS property0, page.created_at AS created_at, page.id AS id
                FROM page
                ORDER BY page.property0 ASC NULLS FIRST, page.created_at ASC, page.id ASC
                LIMIT 1 OFFSET 0) AS first) AS TEXT)) AS TEXT), 'null') || '}' AS TEXT), 'UTF8') AS field1, convert_to(CAST((
      SELECT count(*) AS count_3
      FROM matching) AS TEXT), 'UTF8') AS field2, convert_to(CAST('{"byPropertyName":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"key":' || coalesce(CAST(to_json(CAST(buckets.key AS TEXT)) AS TEXT), 'null') || ',"count":' || coalesce(CAST(buckets.count AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_2
        FROM (
          SELECT image_properties.name AS key, count(*) AS count
          FROM matching JOIN image_properties ON image_properties.image_id = matching.id
          AND image_properties.deleted = false
          AND starts_with(image_properties.name, $8) GROUP BY image_properties.name
          ORDER BY count(*) DESC, image_properties.name ASC NULLS LAST
          LIMIT $9 OFFSET 0) AS buckets), 'null') || '}' AS TEXT), 'UTF8') AS field3
UNION ALL
SELECT convert_to(CAST('{"cursor":' || coalesce(CAST(to_json(CAST(upper(encode(convert_to('[' || coalesce(CAST(to_json(CAST($7 AS TEXT)) AS TEXT), 'null') || ',' || coalesce(CAST(to_json(CAST(page.property0 AS TEXT)) AS TEXT), 'null') || ',' || coalesce(CAST(to_json(CAST(to_char(page.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') AS TEXT)) AS TEXT), 'null') || ',' || coalesce(CAST(to_json(CAST(page.id AS TEXT)) AS TEXT), 'null') || ']', 'UTF8'), 'hex')) AS TEXT)) AS TEXT), 'null') || ',"node":' || coalesce('{"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || ',"visibility":' || coalesce(CAST(to_json(CAST(upper(page.visibility) AS TEXT)) AS TEXT), 'null') || '}', 'null') || '}' AS TEXT), 'UTF8') AS field0, NULL AS field1, NULL AS field2, NULL AS field3
FROM page
-- property0_name = 'os_version'
-- property1_name = 'os_distro'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'active'
-- one_more = 4
-- limit = 3
-- order_digest = '9a731694'
-- a0_prefix = 'os_'
-- a0_first = 3
