WITH matching AS (
  SELECT images.owner AS owner
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1)
SELECT CAST(json_object('byOwner', (
      SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_1
      FROM (
        SELECT matching.owner AS "key", count(*) AS count
        FROM matching GROUP BY + matching.owner
        ORDER BY count(*) DESC, matching.owner ASC NULLS LAST
        LIMIT ? OFFSET 0) AS buckets)) AS BLOB) AS aggregate
-- a0_first = 50
