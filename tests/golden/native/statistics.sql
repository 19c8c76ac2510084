WITH matching AS (
  SELECT images.id AS id, images.size AS size, images.status AS status, images.owner AS owner
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND instr(lower(images.name), lower(?)) > 0)
SELECT CAST((
    SELECT json_object('count', count(*), 'size', json_object('count', count(matching.size), 'sum', coalesce(CASE WHEN (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) >= 2147483648) THEN 9223372036854775807 ELSE (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) << 32) | (sum(matching.size & 4294967295) & 4294967295) END, 0), 'min', min(matching.size), 'max', max(matching.size), 'average', json(glimpse_average(sum(matching.size >> 32), sum(matching.size & 4294967295), count(matching.size)))), 'byStatus', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count, 'totalSize', buckets.total_size)) AS json_group_array_1
        FROM (
          SELECT upper(matching.status) AS "key", count(*) AS count, coalesce(CASE WHEN (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) >= 2147483648) THEN 9223372036854775807 ELSE (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) << 32) | (sum(matching.size & 4294967295) & 4294967295) END, 0) AS total_size
          FROM matching GROUP BY + matching.status
          ORDER BY count(*) DESC, upper(matching.status) ASC NULLS LAST) AS buckets), 'byTag', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_2
        FROM (
          SELECT image_tags.value AS "key", count(*) AS count
          FROM matching
          LEFT OUTER JOIN image_tags ON image_tags.image_id = matching.id
          AND (+ image_tags.deleted) = 0 GROUP BY + image_tags.value
          ORDER BY count(*) DESC, image_tags.value ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets), 'byProperty', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_3
        FROM (
          SELECT image_properties.value AS "key", count(*) AS count
          FROM matching
          LEFT OUTER JOIN image_properties ON image_properties.image_id = matching.id
          AND image_properties.name = ?
          AND (+ image_properties.deleted) = 0 GROUP BY + image_properties.value
          ORDER BY count(*) DESC, image_properties.value ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets), 'byOwner', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_4
        FROM (
          SELECT matching.owner AS "key", count(*) AS count
          FROM matching GROUP BY + matching.owner
          ORDER BY count(*) DESC, matching.owner ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets)) AS anon_1
    FROM matching) AS BLOB) AS aggregate
-- w0 = 'ubuntu'
-- a0_first = 3
-- a1_name = 'os_version'
-- a1_first = 4
-- a2_first = 2
