WITH few0 AS MATERIALIZED (
  SELECT images.id AS id
  FROM images
  WHERE images.status = ?
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
      AND property0.name = ?
      AND (+ property0.deleted) = 0
      LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
      AND property1.name = ?
      AND (+ property1.deleted) = 0
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
      AND (+ images.status) = ?
      AND images.id IN (
        SELECT few.id
        FROM few)
      UNION ALL
      SELECT part1.id AS id, part1.property0 AS property0, part1.created_at AS created_at, part1.property1 AS property1, part1.visibility AS visibility
      FROM (
        SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
        FROM images
        LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
        AND property0.name = ?
        AND (+ property0.deleted) = 0
        LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
        AND property1.name = ?
        AND (+ property1.deleted) = 0
        WHERE (+ images.deleted) = 0
        AND (+ images.os_hidden) = 0
        AND images.visibility = 'public'
        AND (+ images.status) = ?
        AND (+ images.owner) IS NOT ?
        LIMIT CASE WHEN ((
            SELECT count(*) AS count_2
            FROM few0) <= 1000) THEN 0 ELSE -1 END OFFSET 0) AS part1
      UNION ALL
      SELECT part2.id AS id, part2.property0 AS property0, part2.created_at AS created_at, part2.property1 AS property1, part2.visibility AS visibility
      FROM (
        SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
        FROM images
        LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
        AND property0.name = ?
        AND (+ property0.deleted) = 0
        LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
        AND property1.name = ?
        AND (+ property1.deleted) = 0
        WHERE (+ images.deleted) = 0
        AND (+ images.os_hidden) = 0
        AND images.owner = ?
        AND (+ images.status) = ?
        LIMIT CASE WHEN ((
            SELECT count(*) AS count_2
            FROM few0) <= 1000) THEN 0 ELSE -1 END OFFSET 0) AS part2
      UNION ALL
      SELECT part3.id AS id, part3.property0 AS property0, part3.created_at AS created_at, part3.property1 AS property1, part3.visibility AS visibility
      FROM (
        SELECT images.id AS id, property0.value AS property0, images.created_at AS created_at, property1.value AS property1, images.visibility AS visibility
        FROM images
        LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
        AND property0.name = ?
        AND (+ property0.deleted) = 0
        LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
        AND property1.name = ?
        AND (+ property1.deleted) = 0
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
        AND (+ images.status) = ?
        LIMIT CASE WHEN ((
            SELECT count(*) AS count_2
            FROM few0) <= 1000) THEN 0 ELSE -1 END OFFSET 0) AS part3) AS found) AS numbered
  WHERE numbered.place = 1), ahead AS MATERIALIZED (
  SELECT images.id AS id, images.name AS name, images.created_at AS created_at, images.visibility AS visibility, property0.value AS property0
  FROM images
  LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
  AND property0.name = ?
  AND (+ property0.deleted) = 0
  WHERE images.id IN (
    SELECT firsts.id
    FROM firsts)
  ORDER BY property0.value DESC NULLS LAST, (+ images.created_at) DESC, images.id DESC
  LIMIT ? OFFSET 0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.name AS name, ahead.created_at AS created_at, ahead.visibility AS visibility, ahead.property0 AS property0
  FROM ahead
  LIMIT ? OFFSET 0), matching AS (
  SELECT images.id AS id
  FROM images
  WHERE images.id IN (
    SELECT firsts.id
    FROM firsts))
SELECT NULL AS field0, CAST(json_object('hasNextPage', json(iif((
          SELECT count(*) AS count_1
          FROM ahead) > ?, 'true', 'false')), 'endCursor', (
      SELECT hex(json_array(?, first.property0, replace(first.created_at, ' ', 'T'), first.id)) AS anon_1
      FROM (
        SELECT page.property0 AS property0, page.created_at AS created_at, page.id AS id
        FROM page
        ORDER BY page.property0 ASC NULLS FIRST, page.created_at ASC, page.id ASC
        LIMIT 1 OFFSET 0) AS first)) AS BLOB) AS field1, CAST((
    SELECT count(*) AS count_3
    FROM matching) AS BLOB) AS field2, CAST(json_object('byPropertyName', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_1
      FROM (
        SELECT image_properties.name AS "key", count(*) AS count
        FROM matching JOIN image_properties ON image_properties.image_id = matching.id
        AND (+ image_properties.deleted) = 0
        AND substr(image_properties.name, 1, length(?)) = ? GROUP BY + image_properties.name
        ORDER BY count(*) DESC, image_properties.name ASC NULLS LAST
        LIMIT ? OFFSET 0) AS buckets)) AS BLOB) AS field3
UNION ALL
SELECT CAST(json_object('cursor', hex(json_array(?, page.property0, replace(page.created_at, ' ', 'T'), page.id)), 'node', json_object('name', page.name, 'visibility', upper(page.visibility))) AS BLOB) AS field0, NULL AS field1, NULL AS field2, NULL AS field3
FROM page
-- w0 = 'active'
-- property0_name = 'os_version'
-- property1_name = 'os_distro'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'active'
-- property0_name = 'os_version'
-- property1_name = 'os_distro'
-- w0 = 'active'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- property0_name = 'os_version'
-- property1_name = 'os_distro'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'active'
-- property0_name = 'os_version'
-- property1_name = 'os_distro'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- w0 = 'active'
-- property0_name = 'os_version'
-- one_more = 4
-- limit = 3
-- limit = 3
-- order_digest = '9a731694'
-- a0_prefix = 'os_'
-- a0_prefix = 'os_'
-- a0_first = 3
-- order_digest = '9a731694'
