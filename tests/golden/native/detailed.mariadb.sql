SELECT CAST(coalesce(concat('{"id":', coalesce(json_quote(page.id), 'null'), ',"createdAt":', coalesce(json_quote(concat(date_format(page.created_at, '%%Y-%%m-%%dT%%H:%%i:%%s.%%f'), 'Z')), 'null'), ',"version":', coalesce(json_quote(date_format(page.updated_at, '%%Y-%%m-%%dT%%H:%%i:%%s.%%f')), 'null'), ',"protected":', coalesce(CASE WHEN page.protected THEN 'true' ELSE 'false' END, 'null'), ',"size":', coalesce(CAST(page.size AS CHAR), 'null'), ',"properties":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"name":', coalesce(json_quote(image_properties.name), 'null'), ',"value":', coalesce(json_quote(image_properties.value), 'null'), '}'), 'null')
                  ORDER BY image_properties.name SEPARATOR ','), ''), ']') AS concat_1
            FROM image_properties
            WHERE image_properties.image_id = page.id
            AND image_properties.deleted = false), repeat(' ', @@max_allowed_packet)), 'null'), ',"propertyMap":', coalesce(coalesce((
            SELECT concat('{', coalesce(group_concat(concat(coalesce(json_quote(image_properties.name), 'null'), ':', coalesce(json_quote(image_properties.value), 'null'))
                  ORDER BY image_properties.name SEPARATOR ','), ''), '}') AS concat_2
            FROM image_properties
            WHERE image_properties.image_id = page.id
            AND image_properties.deleted = false
            AND left(image_properties.name, char_length(%s)) = %s), repeat(' ', @@max_allowed_packet)), 'null'), ',"property":', coalesce(json_quote((
            SELECT image_properties.value
            FROM image_properties
            WHERE image_properties.image_id = page.id
            AND image_properties.name = %s
            AND image_properties.deleted = false)), 'null'), ',"tags":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(DISTINCT coalesce(json_quote(image_tags.value), 'null')
                  ORDER BY image_tags.value SEPARATOR ','), ''), ']') AS concat_3
            FROM image_tags
            WHERE image_tags.image_id = page.id
            AND image_tags.deleted = false), repeat(' ', @@max_allowed_packet)), 'null'), ',"members":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"member":', coalesce(json_quote(image_members.`member`), 'null'), ',"status":', coalesce(json_quote(upper(image_members.status)), 'null'), ',"canShare":', coalesce(CASE WHEN image_members.can_share THEN 'true' ELSE 'false' END, 'null'), ',"updatedAt":', coalesce(json_quote(concat(date_format(coalesce(image_members.updated_at, image_members.created_at), '%%Y-%%m-%%dT%%H:%%i:%%s.%%f'), 'Z')), 'null'), '}'), 'null')
                  ORDER BY image_members.`member` SEPARATOR ','), ''), ']') AS concat_4
            FROM image_members
            WHERE image_members.image_id = page.id
            AND image_members.deleted = false), repeat(' ', @@max_allowed_packet)), 'null'), ',"locations":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"url":', coalesce(json_quote(image_locations.value), 'null'), ',"metadata":', coalesce(CASE WHEN (image_locations.meta_data REGEXP '(*LIMIT_DEPTH=2500)(?-i)(?(DEFINE)(?<blank>[ \\t\\n\\r]*+)(?<string>"(?:[^"\\\\\\x00-\\x1f]++|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+")(?<number>-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)(?<value>(?&blank)(?>(?&string)|(?&number)|true|false|null|(?&object)|(?&array))(?&blank))(?<array>\\[(?:(?&value)(?:,(?&value))*+|(?&blank))\\])(?<member>(?&blank)(?&string)(?&blank):(?&value))(?<object>\\{(?:(?&member)(?:,(?&member))*+|(?&blank))\\}))\\A(?&blank)(?&object)(?&blank)\\z') THEN replace(regexp_replace(image_locations.meta_data, '("(?:[^"\\\\]++|\\\\.)*+")|[ \\t\\n\\r]++', '\\1'), '\\u00', char(1 USING utf8mb4)) ELSE '{}' END, 'null'), '}'), 'null')
                  ORDER BY image_locations.id SEPARATOR ','), ''), ']') AS concat_5
            FROM image_locations
            WHERE image_locations.image_id = page.id
            AND image_locations.deleted = false), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT images.id AS id, images.size AS size, images.created_at AS created_at, images.updated_at AS updated_at, images.protected AS protected
  FROM images
  WHERE (images.deleted + 0) = false
  AND (images.os_hidden + 0) = false
  AND true = 1
  ORDER BY images.size IS NULL DESC, images.size DESC, images.name IS NULL ASC, images.name ASC, images.id DESC
  LIMIT 0, %s) AS page
LIMIT 0, %s
-- a1_prefix = 'os_'
-- a1_prefix = 'os_'
-- a2_name = 'os_distro'
-- limit = 3
-- limit = 3
