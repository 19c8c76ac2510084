SELECT convert_to(CAST('{"id":' || coalesce(CAST(to_json(CAST(page.id AS TEXT)) AS TEXT), 'null') || ',"createdAt":' || coalesce(CAST(to_json(CAST(to_char(page.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') || 'Z' AS TEXT)) AS TEXT), 'null') || ',"version":' || coalesce(CAST(to_json(CAST(to_char(page.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') AS TEXT)) AS TEXT), 'null') || ',"protected":' || coalesce(CASE WHEN page.protected THEN 'true' ELSE 'false' END, 'null') || ',"size":' || coalesce(CAST(page.size AS TEXT), 'null') || ',"properties":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"name":' || coalesce(CAST(to_json(CAST(listed.name AS TEXT)) AS TEXT), 'null') || ',"value":' || coalesce(CAST(to_json(CAST(listed.value AS TEXT)) AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT image_properties.name AS name, image_properties.value AS value
          FROM image_properties
          WHERE image_properties.image_id = page.id
          AND image_properties.deleted = false
          ORDER BY image_properties.name) AS listed), 'null') || ',"propertyMap":' || coalesce((
        SELECT '{' || coalesce(string_agg(coalesce(CAST(to_json(CAST(listed.name AS TEXT)) AS TEXT), 'null') || ':' || coalesce(CAST(to_json(CAST(listed.value AS TEXT)) AS TEXT), 'null'), ','), '') || '}' AS anon_2
        FROM (
          SELECT image_properties.name AS name, image_properties.value AS value
          FROM image_properties
          WHERE image_properties.image_id = page.id
          AND image_properties.deleted = false
          AND starts_with(image_properties.name, $1)
          ORDER BY image_properties.name) AS listed), 'null') || ',"property":' || coalesce(CAST(to_json(CAST((
              SELECT image_properties.value
              FROM image_properties
              WHERE image_properties.image_id = page.id
              AND image_properties.name = $2::VARCHAR
              AND image_properties.deleted = false) AS TEXT)) AS TEXT), 'null') || ',"tags":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce(CAST(to_json(CAST(listed.value AS TEXT)) AS TEXT), 'null'), ','), '') || ']' AS anon_3
        FROM (
          SELECT DISTINCT image_tags.value AS value
          FROM image_tags
          WHERE image_tags.image_id = page.id
          AND image_tags.deleted = false
          ORDER BY image_tags.value) AS listed), 'null') || ',"members":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"member":' || coalesce(CAST(to_json(CAST(listed.member AS TEXT)) AS TEXT), 'null') || ',"status":' || coalesce(CAST(to_json(CAST(upper(listed.status) AS TEXT)) AS TEXT), 'null') || ',"canShare":' || coalesce(CASE WHEN listed.can_share THEN 'true' ELSE 'false' END, 'null') || ',"updatedAt":' || coalesce(CAST(to_json(CAST(to_char(coalesce(listed.updated_at, listed.created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US') || 'Z' AS TEXT)) AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_4
        FROM (
          SELECT image_members.member AS member, image_members.can_share AS can_share, image_members.status AS status, image_members.created_at AS created_at, image_members.updated_at AS updated_at
          FROM image_members
          WHERE image_members.image_id = page.id
          AND image_members.deleted = false
          ORDER BY image_members.member) AS listed), 'null') || ',"locations":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"url":' || coalesce(CAST(to_json(CAST(listed.value AS TEXT)) AS TEXT), 'null') || ',"metadata":' || coalesce(CASE WHEN (listed.meta_data !~ '^[ \t\n\r]*\{') THEN '{}' WHEN (listed.meta_data ~ '[ \t\n\r]') THEN regexp_replace(listed.meta_data, '("(?:[^"\\]|\\.)*")|[ \t\n\r]+', '\1', 'g') ELSE coalesce(listed.meta_data, '{}') END, 'null') || '}', 'null'), ','), '') || ']' AS anon_5
        FROM (
          SELECT image_locations.value AS value, image_locations.meta_data AS meta_data
          FROM image_locations
          WHERE image_locations.image_id = page.id
          AND image_locations.deleted = false
          ORDER BY image_locations.id) AS listed), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT images.id AS id, images.size AS size, images.created_at AS created_at, images.updated_at AS updated_at, images.protected AS protected
  FROM images
  WHERE images.deleted = false
  AND images.os_hidden = false
  AND true
  ORDER BY images.size DESC NULLS FIRST, images.name ASC NULLS LAST, images.id DESC
  LIMIT $3::INTEGER OFFSET 0) AS page
LIMIT $3::INTEGER OFFSET 0
-- a1_prefix = 'os_'
-- a2_name = 'os_distro'
-- limit = 3
