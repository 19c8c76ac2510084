WITH matching AS (
  SELECT images.id AS id, images.size AS size, images.deleted_at AS deleted_at, images.deleted AS deleted
  FROM images
  WHERE (+ images.os_hidden) = 0
  AND (+ images.status) = ?)
SELECT CAST((
    SELECT json_object('count', count(*), 'byTag', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count, 'totalSize', buckets.total_size)) AS json_group_array_1
        FROM (
          SELECT image_tags.value AS "key", count(*) AS count, coalesce(CASE WHEN (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) >= 2147483648) THEN 9223372036854775807 ELSE (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) << 32) | (sum(matching.size & 4294967295) & 4294967295) END, 0) AS total_size
          FROM matching
          LEFT OUTER JOIN image_tags ON image_tags.image_id = matching.id
          AND ((+ image_tags.deleted) = 0
            OR matching.deleted = 1
            AND image_tags.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(matching.deleted_at, 1, 19), '-2 seconds') || substr(matching.deleted_at, 20)))
          AND NOT (EXISTS (
              SELECT other.id
              FROM image_tags AS other
              WHERE other.image_id = image_tags.image_id
              AND other.value = image_tags.value
              AND other.id < image_tags.id
              AND ((+ other.deleted) = 0
                OR matching.deleted = 1
                AND other.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(matching.deleted_at, 1, 19), '-2 seconds') || substr(matching.deleted_at, 20))))) GROUP BY + image_tags.value
          ORDER BY count(*) DESC, image_tags.value ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets), 'byProperty', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_2
        FROM (
          SELECT image_properties.value AS "key", count(*) AS count
          FROM matching
          LEFT OUTER JOIN image_properties ON image_properties.image_id = matching.id
          AND image_properties.name = ?
          AND ((+ image_properties.deleted) = 0
            OR matching.deleted = 1
            AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(matching.deleted_at, 1, 19), '-2 seconds') || substr(matching.deleted_at, 20))) GROUP BY + image_properties.value
          ORDER BY count(*) DESC, image_properties.value ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets)) AS anon_1
    FROM matching) AS BLOB) AS aggregate
-- w0 = 'deleted'
-- a0_first = 5
-- a1_name = 'os_distro'
-- a1_first = 50
