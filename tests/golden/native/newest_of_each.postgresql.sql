WITH firsts AS MATERIALIZED (
  SELECT substr(max(placed.place), 27) AS id
  FROM (
    SELECT to_char(images.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') || images.id AS place, property0.value_start AS property0, CASE WHEN (char_length(property0.value_start) >= 200) THEN sha256(convert_to((
          SELECT whole_property0.value
          FROM image_properties AS whole_property0
          WHERE whole_property0.image_id = images.id
          AND whole_property0.name = $3::VARCHAR), 'UTF8')) END AS property0_hash, property1.value_start AS property1, CASE WHEN (char_length(property1.value_start) >= 200) THEN sha256(convert_to((
          SELECT whole_property1.value
          FROM image_properties AS whole_property1
          WHERE whole_property1.image_id = images.id
          AND whole_property1.name = $4::VARCHAR), 'UTF8')) END AS property1_hash
    FROM images
    LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
    AND property0.name = $3::VARCHAR
    AND property0.deleted = false
    LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
    AND property1.name = $4::VARCHAR
    AND property1.deleted = false
    WHERE images.deleted = false
    AND images.os_hidden = false
    AND true) AS placed GROUP BY placed.property0, placed.property0_hash, placed.property1, placed.property1_hash)
SELECT convert_to(CAST('{"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || ',"distro":' || coalesce(CAST(to_json(CAST((
              SELECT image_properties.value
              FROM image_properties
              WHERE image_properties.image_id = page.id
              AND image_properties.name = $1::VARCHAR
              AND image_properties.deleted = false) AS TEXT)) AS TEXT), 'null') || ',"version":' || coalesce(CAST(to_json(CAST((
              SELECT image_properties.value
              FROM image_properties
              WHERE image_properties.image_id = page.id
              AND image_properties.name = $2::VARCHAR
              AND image_properties.deleted = false) AS TEXT)) AS TEXT), 'null') || ',"createdAt":' || coalesce(CAST(to_json(CAST(to_char(page.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') || 'Z' AS TEXT)) AS TEXT), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT images.id AS id, images.name AS name, images.created_at AS created_at
  FROM images
  WHERE images.id = ANY (ARRAY(
      SELECT firsts.id
      FROM firsts))
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT $5::INTEGER OFFSET 0) AS page
LIMIT $5::INTEGER OFFSET 0
-- a0_name = 'os_distro'
-- a1_name = 'os_version'
-- property0_name = 'os_distro'
-- property1_name = 'os_version'
-- limit = 5
