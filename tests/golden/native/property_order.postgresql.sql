SELECT convert_to(CAST('{"name":' || coalesce(CAST(to_json(CAST(page.name AS TEXT)) AS TEXT), 'null') || ',"version":' || coalesce(CAST(to_json(CAST((
              SELECT image_properties.value
              FROM image_properties
              WHERE image_properties.image_id = page.id
              AND image_properties.name = $1::VARCHAR
              AND image_properties.deleted = false) AS TEXT)) AS TEXT), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT images.id AS id, images.name AS name, CASE WHEN (char_length(property0.value_start) < 200) THEN property0.value_start WHEN (property0.image_id IS NOT NULL) THEN (
    SELECT whole_property0.value
    FROM image_properties AS whole_property0
    WHERE whole_property0.image_id = images.id
    AND whole_property0.name = $2::VARCHAR) END AS property0
  FROM images
  LEFT OUTER JOIN image_properties AS property0 ON property0.image_id = images.id
  AND property0.name = $2::VARCHAR
  AND property0.deleted = false
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND true
  ORDER BY CASE WHEN (char_length(property0.value_start) < 200) THEN property0.value_start WHEN (property0.image_id IS NOT NULL) THEN (
    SELECT whole_property0.value
    FROM image_properties AS whole_property0
    WHERE whole_property0.image_id = images.id
    AND whole_property0.name = $2::VARCHAR) END ASC NULLS FIRST, images.size ASC NULLS LAST, images.id ASC
  LIMIT $3::INTEGER OFFSET 0) AS page
LIMIT $3::INTEGER OFFSET 0
-- a0_name = 'os_version'
-- property0_name = 'os_version'
-- limit = 3
