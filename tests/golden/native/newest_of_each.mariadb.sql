SET STATEMENT max_sort_length = 262144, sort_buffer_size = GREATEST(@@sort_buffer_size, 12582912), join_cache_level = 4, join_buffer_size = 33554432, join_buffer_space_limit = 134217728, optimizer_switch = 'optimize_join_buffer_size=off' FOR
WITH firsts AS (
  SELECT substr(max(placed.place), 27) AS id
  FROM (
    SELECT concat(date_format(images.created_at, '%%Y-%%m-%%dT%%H:%%i:%%s.%%f'), images.id) AS place, property0.value_start AS property0, CASE WHEN (char_length(property0.value_start) >= 200) THEN sha2((
        SELECT whole_property0.value
        FROM image_properties AS whole_property0
        WHERE whole_property0.image_id = images.id
        AND whole_property0.name = %s), 256) END AS property0_hash, property1.value_start AS property1, CASE WHEN (char_length(property1.value_start) >= 200) THEN sha2((
        SELECT whole_property1.value
        FROM image_properties AS whole_property1
        WHERE whole_property1.image_id = images.id
        AND whole_property1.name = %s), 256) END AS property1_hash
    FROM images
    LEFT OUTER JOIN image_properties AS property0 FORCE INDEX (ix_image_properties_name_value_start_image_id) ON property0.image_id = images.id
    AND property0.name >= %s
    AND property0.name <= %s
    AND property0.deleted = false
    LEFT OUTER JOIN image_properties AS property1 FORCE INDEX (ix_image_properties_name_value_start_image_id) ON property1.image_id = images.id
    AND property1.name >= %s
    AND property1.name <= %s
    AND property1.deleted = false
    WHERE (images.deleted + 0) = false
    AND (images.os_hidden + 0) = false
    AND true = 1) AS placed GROUP BY placed.property0, placed.property0_hash, placed.property1, placed.property1_hash)
SELECT CAST(coalesce(concat('{"name":', coalesce(json_quote(page.name), 'null'), ',"distro":', coalesce(json_quote((
            SELECT image_properties.value
            FROM image_properties
            WHERE image_properties.image_id = page.id
            AND image_properties.name = %s
            AND image_properties.deleted = false)), 'null'), ',"version":', coalesce(json_quote((
            SELECT image_properties.value
            FROM image_properties
            WHERE image_properties.image_id = page.id
            AND image_properties.name = %s
            AND image_properties.deleted = false)), 'null'), ',"createdAt":', coalesce(json_quote(concat(date_format(page.created_at, '%%Y-%%m-%%dT%%H:%%i:%%s.%%f'), 'Z')), 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT images.id AS id, images.name AS name, images.created_at AS created_at
  FROM images FORCE INDEX (PRIMARY)
  WHERE images.id IN (
    SELECT firsts.id
    FROM firsts)
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- property0_name = 'os_distro'
-- property1_name = 'os_version'
-- property0_name = 'os_distro'
-- property0_name = 'os_distro'
-- property1_name = 'os_version'
-- property1_name = 'os_version'
-- a0_name = 'os_distro'
-- a1_name = 'os_version'
-- limit = 5
-- limit = 5
