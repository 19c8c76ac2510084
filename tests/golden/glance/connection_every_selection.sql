WITH ahead AS MATERIALIZED (
  SELECT images.id AS id, images.name AS name, images.size AS size, images.created_at AS created_at, images.deleted_at AS deleted_at, images.deleted AS deleted
  FROM images
  WHERE 1 = 1
  AND 1 = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.name AS name, ahead.size AS size, ahead.created_at AS created_at, ahead.deleted_at AS deleted_at, ahead.deleted AS deleted
  FROM ahead
  LIMIT ? OFFSET 0), matching AS (
  SELECT images.id AS id, images.size AS size, images.deleted_at AS deleted_at, images.deleted AS deleted
  FROM images
  WHERE 1 = 1
  AND 1 = 1)
SELECT CAST('"ImageConnection"' AS BLOB) AS field0, NULL AS field1, NULL AS field2, NULL AS field3, NULL AS field4, CAST(json_object('type', 'PageInfo', 'hasNextPage', json(iif((
          SELECT count(*) AS count_1
          FROM ahead) > ?, 'true', 'false')), 'startCursor', (
      SELECT hex(json_array('5b5ff0c9', replace(first.created_at, ' ', 'T'), first.id)) AS anon_1
      FROM (
        SELECT page.created_at AS created_at, page.id AS id
        FROM page
        ORDER BY page.created_at DESC, page.id DESC
        LIMIT 1 OFFSET 0) AS first)) AS BLOB) AS field5, CAST((
    SELECT json_object('__typename', 'ImageAggregate', 'distributions', (
        SELECT json_group_array(json_object('__typename', 'ImageBucket', 'key', buckets."key", 'count', buckets.count)) AS json_group_array_1
        FROM (
          SELECT image_properties.value AS "key", count(*) AS count
          FROM matching
          LEFT OUTER JOIN image_properties ON image_properties.image_id = matching.id
          AND image_properties.name = ?
          AND ((+ image_properties.deleted) = 0
            OR matching.deleted = 1
            AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(matching.deleted_at, 1, 19), '-2 seconds') || substr(matching.deleted_at, 20))) GROUP BY + image_properties.value
          ORDER BY count(*) DESC, image_properties.value ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets), 'versions', (
        SELECT json_group_array(json_object('key', buckets."key")) AS json_group_array_2
        FROM (
          SELECT image_properties.value AS "key", count(*) AS count
          FROM matching
          LEFT OUTER JOIN image_properties ON image_properties.image_id = matching.id
          AND image_properties.name = ?
          AND ((+ image_properties.deleted) = 0
            OR matching.deleted = 1
            AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(matching.deleted_at, 1, 19), '-2 seconds') || substr(matching.deleted_at, 20))) GROUP BY + image_properties.value
          ORDER BY count(*) DESC, image_properties.value ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets), 'size', json_object('__typename', 'LongStatistics', 'sum', coalesce(CASE WHEN (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) >= 2147483648) THEN 9223372036854775807 ELSE (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) << 32) | (sum(matching.size & 4294967295) & 4294967295) END, 0))) AS anon_2
    FROM matching) AS BLOB) AS field6
UNION ALL
SELECT NULL AS field0, CAST(json_object('__typename', 'ImageEdge', 'cursor', hex(json_array('5b5ff0c9', replace(page.created_at, ' ', 'T'), page.id)), 'node', json_object('name', page.name)) AS BLOB) AS field1, CAST(json_object('place', hex(json_array('5b5ff0c9', replace(page.created_at, ' ', 'T'), page.id)), 'image', json_object('__typename', 'Image', 'id', page.id, 'tags', (
        SELECT json_group_array(listed.value) AS json_group_array_3
        FROM (
          SELECT DISTINCT image_tags.value AS value
          FROM image_tags
          WHERE image_tags.image_id = page.id
          AND ((+ image_tags.deleted) = 0
            OR page.deleted = 1
            AND image_tags.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
          ORDER BY image_tags.value) AS listed))) AS BLOB) AS field2, CAST(json_object('properties', (
      SELECT json_group_array(json_object('name', listed.name)) AS json_group_array_4
      FROM (
        SELECT image_properties.name AS name
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND ((+ image_properties.deleted) = 0
          OR page.deleted = 1
          AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
        AND substr(image_properties.name, 1, length(?)) = ?
        ORDER BY image_properties.name) AS listed)) AS BLOB) AS field3, CAST(json_object('size', page.size) AS BLOB) AS field4, NULL AS field5, NULL AS field6
FROM page
-- one_more = 2
-- limit = 1
-- limit = 1
-- a1_name = 'os_distro'
-- a1_first = 2
-- a2_name = 'os_version'
-- a2_first = 1
-- a0_prefix = 'os_'
-- a0_prefix = 'os_'
