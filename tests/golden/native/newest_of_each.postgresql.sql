WITH firsts AS MATERIALIZED (
  SELECT numbered.id AS id
  FROM (
    SELECT found.id AS id, row_number() OVER (PARTITION BY found.property0, found.property1
      ORDER BY found.created_at DESC, found.id DESC) AS place
    FROM (
      SELECT images.id AS id, images.created_at AS created_at, CASE WHEN (char_length(property0.value_start) < 200) THEN property0.value_start WHEN (property0.image_id IS NOT NULL) THEN (
        SELECT whole_property0.value
        FROM image_properties AS whole_property0
        WHERE whole_property0.image_id = images.id
        AND whole_property0.name = $3::VARCHAR) END AS property0, CASE WHEN (char_length(property1.value_start) < 200) THEN property1.value_start WHEN (property1.image_id IS NOT NULL) THEN (
        SELECT whole_property1.value
        FROM image_properties AS whole_property1
        WHERE whole_property1.image_id = images.id
        AND whole_property1.name = $4::VARCHAR) END AS property1
      FROM images
      LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
      AND property0.name = $3::VARCHAR
      AND property0.deleted = false
      LEFT OUTER JOIN image_properties AS property1 ON property1.image_id = images.id
      AND property1.name = $4::VARCHAR
      AND property1.deleted = false
      WHERE images.deleted = false
      AND images.os_hidden = false
      AND true) AS found) AS numbered
  WHERE numbered.place = 1)
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
