WITH matching AS (
  SELECT images.id AS id, images.owner AS owner
  FROM images
  WHERE images.deleted = 0
  AND images.os_hidden = 0
  AND 1 = 1), unseen AS (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = 1
  UNION ALL
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = 0
  AND images.os_hidden = 1)
SELECT CAST(json_object('byOwner', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_1
      FROM (
        SELECT matching.owner AS "key", count(*) AS count
        FROM matching GROUP BY + matching.owner
        ORDER BY count(*) DESC, matching.owner ASC NULLS LAST
        LIMIT ? OFFSET 0) AS buckets), 'byProperty', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_2
      FROM (
        SELECT counted."key" AS "key", counted.count AS count
        FROM (
          SELECT grouped."key" AS "key", CAST(CASE WHEN (grouped."key" IS NOT NULL) THEN grouped.count ELSE (
              SELECT count(*) AS count_1
              FROM matching) - sum(CASE WHEN (grouped."key" IS NOT NULL) THEN grouped.count ELSE 0 END) OVER () END AS BIGINT) AS count
          FROM (
            SELECT both."key" AS "key", sum(both.count) AS count
            FROM (
              SELECT image_properties.value AS "key", count(*) AS count
              FROM image_properties
              WHERE image_properties.name = ?
              AND + image_properties.deleted = 0 GROUP BY image_properties.value
              UNION ALL
              SELECT image_properties.value AS "key", -count(*) AS count
              FROM image_properties JOIN unseen ON unseen.id = image_properties.image_id
              WHERE image_properties.name = ?
              AND + image_properties.deleted = 0 GROUP BY image_properties.value
              UNION ALL
              SELECT NULL AS "key", 0 AS count) AS both GROUP BY both."key") AS grouped) AS counted
        WHERE counted.count > 0
        ORDER BY counted.count DESC, counted."key" ASC NULLS LAST
        LIMIT ? OFFSET 0) AS buckets)) AS BLOB) AS aggregate
-- a0_first = 2
-- a1_name = 'os_distro'
-- a1_name = 'os_distro'
-- a1_first = 4
