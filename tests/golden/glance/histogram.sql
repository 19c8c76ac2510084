WITH matching AS (
  SELECT images.size AS size, images.created_at AS created_at
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1)
SELECT CAST(json_object('byCreatedAt', (
      SELECT json_group_array(json_object('from', buckets.start, 'count', buckets.count, 'totalSize', buckets.total_size)) AS json_group_array_1
      FROM (
        SELECT starts.value AS start, coalesce(counted.count, 0) AS count, coalesce(counted.total_size, 0) AS total_size
        FROM (
          SELECT value
          FROM json_each(?)) AS starts
        LEFT OUTER JOIN (
          SELECT started.start AS start, count(*) AS count, coalesce(CASE WHEN (sum(started.size >> 32) + (sum(started.size & 4294967295) >> 32) >= 2147483648) THEN 9223372036854775807 ELSE (sum(started.size >> 32) + (sum(started.size & 4294967295) >> 32) << 32) | (sum(started.size & 4294967295) & 4294967295) END, 0) AS total_size
          FROM (
            SELECT CASE WHEN (? = 'hour') THEN substr(matching.created_at, 1, 10) || 'T' || substr(matching.created_at, 12, 2) || ':00:00.000000Z' WHEN (? = 'day') THEN substr(matching.created_at, 1, 10) || 'T00:00:00.000000Z' WHEN (? = 'week') THEN date(substr(matching.created_at, 1, 10), 'weekday 0', '-6 days') || 'T00:00:00.000000Z' ELSE substr(matching.created_at, 1, 7) || '-01' || 'T00:00:00.000000Z' END AS start, matching.size AS size
            FROM matching
            WHERE matching.created_at >= ?) AS started GROUP BY started.start) AS counted ON counted.start = starts.value
        ORDER BY starts.value) AS buckets), 'weeks', (
      SELECT json_group_array(json_object('__typename', 'ImageTimeBucket', 'count', buckets.count)) AS json_group_array_2
      FROM (
        SELECT starts.value AS start, coalesce(counted.count, 0) AS count
        FROM (
          SELECT value
          FROM json_each(?)) AS starts
        LEFT OUTER JOIN (
          SELECT started.start AS start, count(*) AS count
          FROM (
            SELECT CASE WHEN (? = 'hour') THEN substr(matching.created_at, 1, 10) || 'T' || substr(matching.created_at, 12, 2) || ':00:00.000000Z' WHEN (? = 'day') THEN substr(matching.created_at, 1, 10) || 'T00:00:00.000000Z' WHEN (? = 'week') THEN date(substr(matching.created_at, 1, 10), 'weekday 0', '-6 days') || 'T00:00:00.000000Z' ELSE substr(matching.created_at, 1, 7) || '-01' || 'T00:00:00.000000Z' END AS start
            FROM matching
            WHERE matching.created_at >= ?) AS started GROUP BY started.start) AS counted ON counted.start = starts.value
        ORDER BY starts.value) AS buckets)) AS BLOB) AS aggregate
-- a0_starts = '["2026-11-23T00:00:00.000000Z","2026-11-24T00:00:00.000000Z"]'
-- a0_interval = 'day'
-- a0_interval = 'day'
-- a0_interval = 'day'
-- a0_since = datetime.datetime(2026, 11, 23, 0, 0)
-- a1_starts = '["2026-11-09T00:00:00.000000Z","2026-11-16T00:00:00.000000Z","2026-11-23T00:00:00.000000Z"]'
-- a1_interval = 'week'
-- a1_interval = 'week'
-- a1_interval = 'week'
-- a1_since = datetime.datetime(2026, 11, 9, 0, 0)
