SET STATEMENT max_sort_length = 262144, sort_buffer_size = GREATEST(@@sort_buffer_size, 8388608), join_cache_level = 4, join_buffer_size = 33554432, join_buffer_space_limit = 134217728, optimizer_switch = 'optimize_join_buffer_size=off' FOR
SELECT CAST(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), ',"version":', coalesce(json_quote((
            SELECT image_properties.value
            FROM image_properties
            WHERE image_properties.image_id = page.id
            AND image_properties.name = %s
            AND image_properties.deleted = false)), 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT placed.id AS id, placed.name AS name, placed.property0 AS property0, placed.size AS size
  FROM (
    SELECT images.id AS id, images.name AS name, CASE WHEN (char_length(property0.value_start) < 200) THEN property0.value_start WHEN (property0.image_id IS NOT NULL) THEN (
      SELECT whole_property0.value
      FROM image_properties AS whole_property0
      WHERE whole_property0.image_id = images.id
      AND whole_property0.name = %s) END AS property0, images.size AS size, row_number() OVER (
      ORDER BY CASE WHEN (char_length(property0.value_start) < 200) THEN property0.value_start WHEN (property0.image_id IS NOT NULL) THEN (
        SELECT whole_property0.value
        FROM image_properties AS whole_property0
        WHERE whole_property0.image_id = images.id
        AND whole_property0.name = %s) END IS NULL DESC, CASE WHEN (char_length(property0.value_start) < 200) THEN property0.value_start WHEN (property0.image_id IS NOT NULL) THEN (
        SELECT whole_property0.value
        FROM image_properties AS whole_property0
        WHERE whole_property0.image_id = images.id
        AND whole_property0.name = %s) END ASC, images.size IS NULL ASC, images.size ASC, images.id ASC) AS place
    FROM images
    LEFT OUTER JOIN image_properties AS property0 FORCE INDEX (ix_image_properties_name_value_start_image_id) ON property0.image_id = images.id
    AND property0.name >= %s
    AND property0.name <= %s
    AND property0.deleted = false
    WHERE (images.deleted + 0) = false
    AND (images.os_hidden + 0) = false
    AND true = 1) AS placed
  ORDER BY placed.place
  LIMIT 0, %s) AS page
ORDER BY row_number() OVER (
  ORDER BY page.property0 IS NULL DESC, page.property0 ASC, page.size IS NULL ASC, page.size ASC, page.id ASC)
LIMIT 0, %s
-- a0_name = 'os_version'
-- property0_name = 'os_version'
-- property0_name = 'os_version'
-- property0_name = 'os_version'
-- property0_name = 'os_version'
-- property0_name = 'os_version'
-- limit = 3
-- limit = 3
