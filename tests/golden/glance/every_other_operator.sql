SELECT CAST(json_object('id', page.id) AS BLOB) AS image
FROM (
  SELECT images.id AS id
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND (images.id NOT IN (
      SELECT same.id
      FROM (
        SELECT found.id AS id, found.spelled AS spelled
        FROM (
          SELECT items.value AS spelled, coalesce((
              SELECT candidate.id
              FROM images AS candidate
              WHERE candidate.id = items.value), (
              SELECT candidate.id
              FROM images AS candidate
              WHERE candidate.id = lower(items.value)), (
              SELECT candidate.id
              FROM images AS candidate
              WHERE candidate.id = upper(items.value)), (
              SELECT candidate.id
              FROM images AS candidate
              WHERE candidate.id BETWEEN min(upper(items.value), lower(items.value))
              AND max(upper(items.value), lower(items.value))
              AND lower(candidate.id) = lower(items.value)
              ORDER BY candidate.id
              LIMIT 1 OFFSET 0)) AS id
          FROM (
            SELECT value
            FROM json_each(?)) AS items) AS found
        WHERE found.id IS NOT NULL) AS same))
  AND (+ images.status) = ?
  AND (+ images.status) != ?
  AND (+ images.status) IN (
    SELECT value
    FROM json_each(?))
  AND (+ images.status) IS NOT NULL
  AND ((+ images.status) NOT IN (
      SELECT value
      FROM json_each(?)))
  AND (+ images.visibility) != ?
  AND (+ images.visibility) IN (
    SELECT value
    FROM json_each(?))
  AND images.disk_format IS NOT NULL
  AND images.container_format != ?
  AND (+ images.size) != ?
  AND (+ images.size) IS NOT NULL
  AND ((+ images.size) NOT IN (
      SELECT value AS value
      FROM json_each(?)))
  AND (+ images.size) > ?
  AND (+ images.size) >= ?
  AND (+ images.size) < ?
  AND (+ images.size) <= ?
  AND images.virtual_size IS NULL
  AND images.checksum IS NOT NULL
  AND instr(lower(images.os_hash_value), lower(?)) > 0
  AND images.min_disk IN (
    SELECT value AS value
    FROM json_each(?))
  AND images.min_disk >= ?
  AND images.min_disk < ?
  AND images.min_ram <= ?
  AND (+ images.owner) != ?
  AND images.protected = ?
  AND images.os_hidden = ?
  AND images.created_at >= ?
  AND images.created_at < ?
  AND coalesce(images.updated_at, images.created_at) != ?
  AND coalesce(images.updated_at, images.created_at) > ?
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = '["1b33307b-fed3-400f-aca6-61c87a9bc70c"]'
-- w1 = 'active'
-- w2 = 'killed'
-- w3 = '["active","queued"]'
-- w4 = '["deleted"]'
-- w5 = 'public'
-- w6 = '["private","shared"]'
-- w7 = 'ami'
-- w8 = 12
-- w9 = '[13]'
-- w10 = 10
-- w11 = 11
-- w12 = 5000000000
-- w13 = 4999999999
-- w14 = 'a'
-- w15 = '[0,1,5,10,20,40]'
-- w16 = 0
-- w17 = 1000
-- w18 = 1000000
-- w19 = 'nobody'
-- w20 = False
-- w21 = False
-- w22 = datetime.datetime(2026, 11, 23, 0, 0)
-- w23 = datetime.datetime(2026, 11, 24, 0, 0)
-- w24 = datetime.datetime(2026, 11, 23, 0, 0)
-- w25 = datetime.datetime(2026, 11, 23, 0, 0, 0, 1)
-- limit = 3
-- limit = 3
