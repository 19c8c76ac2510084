WITH matching AS (
  SELECT images.id AS id, images.size AS size, images.virtual_size AS virtual_size, images.status AS status, images.disk_format AS disk_format, images.container_format AS container_format, images.owner AS owner, images.visibility AS visibility
  FROM images
  WHERE (+ images.deleted) = 0
  AND 1 = 1)
SELECT CAST((
    SELECT json_object('count', count(*), 'size', json_object('count', count(matching.size), 'sum', coalesce(CASE WHEN (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) >= 2147483648) THEN 9223372036854775807 ELSE (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) << 32) | (sum(matching.size & 4294967295) & 4294967295) END, 0), 'min', min(matching.size), 'max', max(matching.size), 'average', json(glimpse_average(sum(matching.size >> 32), sum(matching.size & 4294967295), count(matching.size)))), 'virtualSize', json_object('average', json(glimpse_average(sum(matching.virtual_size >> 32), sum(matching.virtual_size & 4294967295), count(matching.virtual_size)))), 'byStatus', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count, 'totalSize', buckets.total_size)) AS json_group_array_1
        FROM (
          SELECT upper(matching.status) AS "key", count(*) AS count, coalesce(CASE WHEN (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) >= 2147483648) THEN 9223372036854775807 ELSE (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) << 32) | (sum(matching.size & 4294967295) & 4294967295) END, 0) AS total_size
          FROM matching GROUP BY + matching.status
          ORDER BY count(*) DESC, upper(matching.status) ASC NULLS LAST) AS buckets), 'byVisibility', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_2
        FROM (
          SELECT upper(matching.visibility) AS "key", count(*) AS count
          FROM matching GROUP BY + matching.visibility
          ORDER BY count(*) DESC, upper(matching.visibility) ASC NULLS LAST) AS buckets), 'byDiskFormat', (
        SELECT json_group_array(json_object('key', buckets."key", 'totalSize', buckets.total_size)) AS json_group_array_3
        FROM (
          SELECT matching.disk_format AS "key", count(*) AS count, coalesce(CASE WHEN (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) >= 2147483648) THEN 9223372036854775807 ELSE (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) << 32) | (sum(matching.size & 4294967295) & 4294967295) END, 0) AS total_size
          FROM matching GROUP BY + matching.disk_format
          ORDER BY count(*) DESC, matching.disk_format ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets), 'byContainerFormat', (
        SELECT json_group_array(json_object('key', buckets."key")) AS json_group_array_4
        FROM (
          SELECT matching.container_format AS "key", count(*) AS count
          FROM matching GROUP BY + matching.container_format
          ORDER BY count(*) DESC, matching.container_format ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets), 'byOwner', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_5
        FROM (
          SELECT matching.owner AS "key", count(*) AS count
          FROM matching GROUP BY + matching.owner
          ORDER BY count(*) DESC, matching.owner ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets), 'byTag', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_6
        FROM (
          SELECT image_tags.value AS "key", count(*) AS count
          FROM matching
          LEFT OUTER JOIN image_tags ON image_tags.image_id = matching.id
          AND (+ image_tags.deleted) = 0
          AND NOT (EXISTS (
              SELECT other.id
              FROM image_tags AS other
              WHERE other.image_id = image_tags.image_id
              AND other.value = image_tags.value
              AND other.id < image_tags.id
              AND (+ other.deleted) = 0)) GROUP BY + image_tags.value
          ORDER BY count(*) DESC, image_tags.value ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets), 'byProperty', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count, 'totalSize', buckets.total_size)) AS json_group_array_7
        FROM (
          SELECT image_properties.value AS "key", count(*) AS count, coalesce(CASE WHEN (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) >= 2147483648) THEN 9223372036854775807 ELSE (sum(matching.size >> 32) + (sum(matching.size & 4294967295) >> 32) << 32) | (sum(matching.size & 4294967295) & 4294967295) END, 0) AS total_size
          FROM matching
          LEFT OUTER JOIN image_properties ON image_properties.image_id = matching.id
          AND image_properties.name = ?
          AND (+ image_properties.deleted) = 0 GROUP BY + image_properties.value
          ORDER BY count(*) DESC, image_properties.value ASC NULLS LAST
          LIMIT ? OFFSET 0) AS buckets)) AS anon_1
    FROM matching) AS BLOB) AS aggregate
-- a0_first = 50
-- a1_first = 1
-- a2_first = 2
-- a3_first = 3
-- a4_name = 'os_distro'
-- a4_first = 3
