SELECT CAST(json_object('name', page.name) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND (lower(+ images.name) = lower(?)
    OR lower(+ images.name) != lower(?)
    AND lower(+ images.name) IN (
      SELECT lower(value) AS anon_1
      FROM json_each(?))
    AND lower(+ images.name) IS NOT NULL
    AND (lower(+ images.name) NOT IN (
        SELECT lower(value) AS anon_2
        FROM json_each(?)))
    OR instr(lower(+ images.name), lower(?)) > 0
    AND substr(lower(+ images.name), 1, length(lower(?))) = lower(?)
    AND length(lower(+ images.name)) >= length(lower(?))
    AND substr(lower(+ images.name), (length(lower(+ images.name)) - length(lower(?))) + 1) = lower(?))
  AND (+ images.name) = ?
  AND (+ images.name) != ?
  AND (+ images.name) IN (
    SELECT value
    FROM json_each(?))
  AND (+ images.name) IS NOT NULL
  AND ((+ images.name) NOT IN (
      SELECT value
      FROM json_each(?)))
  AND instr(+ images.name, ?) > 0
  AND (+ images.name) >= ?
  AND (+ images.name) < ?
  AND length(+ images.name) >= length(?)
  AND substr(+ images.name, (length(+ images.name) - length(?)) + 1) = ?
  AND (+ images.name) IS NOT NULL
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = 'talos 1.12 — édition 2'
-- w1 = 'T'
-- w2 = '["TALOS"]'
-- w3 = '["T"]'
-- w4 = '1.12'
-- w5 = 'TALOS'
-- w5 = 'TALOS'
-- w6 = '2'
-- w6 = '2'
-- w6 = '2'
-- w7 = 'Talos 1.12 — édition 2'
-- w8 = 'Talos'
-- w9 = '["Talos","Talos 1.12 — édition 2"]'
-- w10 = '["Fedora"]'
-- w11 = 'édition'
-- w12 = 'Tal'
-- w13 = 'Tam'
-- w14 = ' 2'
-- w14 = ' 2'
-- w14 = ' 2'
-- limit = 25
-- limit = 25
