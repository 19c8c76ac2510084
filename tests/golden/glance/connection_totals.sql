WITH matching AS (
  SELECT images.status AS status
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND (+ images.status) = ?)
SELECT CAST((
    SELECT count(*) AS count_1
    FROM matching) AS BLOB) AS field0, CAST((
    SELECT json_object('count', count(*), 'byStatus', (
        SELECT json_group_array(json_object('key', buckets."key", 'count', buckets.count)) AS json_group_array_1
        FROM (
          SELECT upper(matching.status) AS "key", count(*) AS count
          FROM matching GROUP BY + matching.status
          ORDER BY count(*) DESC, upper(matching.status) ASC NULLS LAST) AS buckets)) AS anon_1
    FROM matching) AS BLOB) AS field1
-- w0 = 'active'
