WITH marker AS (
  SELECT images.id AS id, property0.value AS property0
  FROM images
  LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
  AND property0.name = ?
  AND (+ property0.deleted) = 0
  WHERE images.id = coalesce((
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id = ?), (
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id = lower(?)), (
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id = upper(?)), (
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id BETWEEN min(upper(?), lower(?))
      AND max(upper(?), lower(?))
      AND lower(candidate.id) = lower(?)
      ORDER BY candidate.id
      LIMIT 1 OFFSET 0))
  AND (+ images.deleted) = 0
  AND 1 = 1)
SELECT found.marked, page.id, CAST(json_object('id', page.id, 'distro', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND (+ image_properties.deleted) = 0)) AS BLOB) AS image
FROM (
  SELECT EXISTS (
    SELECT marker.id
    FROM marker) AS marked) AS found
LEFT OUTER JOIN (
  SELECT images.id AS id, property0.value AS property0
  FROM images
  LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
  AND property0.name = ?
  AND (+ property0.deleted) = 0
  WHERE (+ images.deleted) = 0
  AND 1 = 1
  AND (images.id < (
      SELECT marker.id
      FROM marker)
    AND property0.value IS (
      SELECT marker.property0
      FROM marker)
    OR property0.value < (
      SELECT marker.property0
      FROM marker)
    OR property0.value IS NULL
    AND (
      SELECT marker.property0
      FROM marker) IS NOT NULL)
  ORDER BY property0.value DESC NULLS LAST, images.id DESC
  LIMIT ? OFFSET 0) AS page ON 1 = 1
-- property0_name = 'os_distro'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- marker = 'c7ddfd54-27fd-4956-96e7-5333dfbe7750'
-- a0_name = 'os_distro'
-- property0_name = 'os_distro'
-- limit = 3

WITH firsts AS MATERIALIZED (
  SELECT numbered.id AS id
  FROM (
    SELECT found.id AS id, row_number() OVER (PARTITION BY found.property0
      ORDER BY found.id ASC) AS place
    FROM (
      SELECT images.id AS id, property0.value AS property0
      FROM images
      LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
      AND property0.name = ?
      AND ((+ property0.deleted) = 0
        OR images.deleted = 1
        AND property0.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
      WHERE 1 = 1
      AND 1 = 1) AS found) AS numbered
  WHERE numbered.place = 1), matching AS (
  SELECT images.id AS id, images.deleted_at AS deleted_at, images.deleted AS deleted
  FROM images
  WHERE images.id IN (
    SELECT firsts.id
    FROM firsts)), page AS MATERIALIZED (
  SELECT images.id AS id, images.deleted_at AS deleted_at, images.deleted AS deleted, property0.value AS property0
  FROM images
  LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
  AND property0.name = ?
  AND ((+ property0.deleted) = 0
    OR images.deleted = 1
    AND property0.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
  WHERE images.id IN (
    SELECT firsts.id
    FROM firsts)
  ORDER BY property0.value ASC NULLS FIRST, images.id ASC
  LIMIT ? OFFSET 0)
SELECT NULL AS field0, CAST((
    SELECT count(*) AS count_1
    FROM matching) AS BLOB) AS field1, CAST(json_object('byPropertyName', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_1
      FROM (
        SELECT image_properties.name AS "key", count(*) AS count
        FROM matching JOIN image_properties ON image_properties.image_id = matching.id
        AND ((+ image_properties.deleted) = 0
          OR matching.deleted = 1
          AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(matching.deleted_at, 1, 19), '-2 seconds') || substr(matching.deleted_at, 20))) GROUP BY + image_properties.name
        ORDER BY count(*) DESC, image_properties.name ASC NULLS LAST
        LIMIT ? OFFSET 0) AS buckets)) AS BLOB) AS field2
UNION ALL
SELECT CAST(json_object('id', page.id, 'distro', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND ((+ image_properties.deleted) = 0
        OR page.deleted = 1
        AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20))))) AS BLOB) AS field0, NULL AS field1, NULL AS field2
FROM page
-- property0_name = 'os_distro'
-- property0_name = 'os_distro'
-- limit = 25
-- a1_first = 50
-- a0_name = 'os_distro'
