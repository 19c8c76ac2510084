WITH unseen AS (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = 1
  UNION ALL
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = 0
  AND images.os_hidden = 1)
SELECT CAST(json_object('byPropertyName', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_1
      FROM (
        SELECT counted."key" AS "key", counted.count AS count
        FROM (
          SELECT both."key" AS "key", CAST(sum(both.count) AS BIGINT) AS count
          FROM (
            SELECT image_properties.name AS "key", count(*) AS count
            FROM image_properties
            WHERE + image_properties.deleted = 0 GROUP BY image_properties.name
            UNION ALL
            SELECT image_properties.name AS "key", -count(*) AS count
            FROM image_properties JOIN unseen ON unseen.id = image_properties.image_id
            WHERE + image_properties.deleted = 0 GROUP BY image_properties.name) AS both GROUP BY both."key") AS counted
        WHERE counted.count > 0
        ORDER BY counted.count DESC, counted."key" ASC NULLS LAST
        LIMIT ? OFFSET 0) AS buckets), 'os', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_2
      FROM (
        SELECT counted."key" AS "key", counted.count AS count
        FROM (
          SELECT both."key" AS "key", CAST(sum(both.count) AS BIGINT) AS count
          FROM (
            SELECT image_properties.name AS "key", count(*) AS count
            FROM image_properties
            WHERE + image_properties.deleted = 0
            AND substr(image_properties.name, 1, length(?)) = ? GROUP BY image_properties.name
            UNION ALL
            SELECT image_properties.name AS "key", -count(*) AS count
            FROM image_properties JOIN unseen ON unseen.id = image_properties.image_id
            WHERE + image_properties.deleted = 0
            AND substr(image_properties.name, 1, length(?)) = ? GROUP BY image_properties.name) AS both GROUP BY both."key") AS counted
        WHERE counted.count > 0
        ORDER BY counted.count DESC, counted."key" ASC NULLS LAST
        LIMIT ? OFFSET 0) AS buckets)) AS BLOB) AS aggregate
-- a0_first = 3
-- a1_prefix = 'os_'
-- a1_prefix = 'os_'
-- a1_prefix = 'os_'
-- a1_prefix = 'os_'
-- a1_first = 50
