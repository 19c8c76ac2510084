WITH matching AS (
  SELECT images.id AS id, images.size AS size
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1)
SELECT CAST(json_object('byPropertyName', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count, 'totalSize', buckets.total_size)) AS json_group_array_1
      FROM (
        SELECT image_properties.name AS "key", count(*) AS count, coalesce(CASE WHEN (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) >= 2147483648) THEN 9223372036854775807 ELSE (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) << 32) | (sum(matching.size & 4294967295) & 4294967295) END, 0) AS total_size
        FROM matching JOIN image_properties ON image_properties.image_id = matching.id
        AND (+ image_properties.deleted) = 0
        AND substr(image_properties.name, 1, length(?)) = ? GROUP BY + image_properties.name
        ORDER BY count(*) DESC, image_properties.name ASC NULLS LAST
        LIMIT ? OFFSET 0) AS buckets)) AS BLOB) AS aggregate
-- a0_prefix = 'hw_'
-- a0_prefix = 'hw_'
-- a0_first = 3
