SELECT CAST(json_object('id', page.id, 'createdAt', replace(page.created_at, ' ', 'T') || 'Z', 'version', replace(page.updated_at, ' ', 'T'), 'protected', json(iif(page.protected, 'true', 'false')), 'size', page.size, 'properties', (
      SELECT json_group_array(json_object('name', listed.name, 'value', listed.value)) AS json_group_array_1
      FROM (
        SELECT image_properties.name AS name, image_properties.value AS value
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND (+ image_properties.deleted) = 0
        ORDER BY image_properties.name) AS listed), 'propertyMap', (
      SELECT json_group_object(listed.name, listed.value) AS json_group_object_1
      FROM (
        SELECT image_properties.name AS name, image_properties.value AS value
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND (+ image_properties.deleted) = 0
        AND substr(image_properties.name, 1, length(?)) = ?
        ORDER BY image_properties.name) AS listed), 'property', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND (+ image_properties.deleted) = 0), 'tags', (
      SELECT json_group_array(listed.value) AS json_group_array_2
      FROM (
        SELECT DISTINCT image_tags.value AS value
        FROM image_tags
        WHERE image_tags.image_id = page.id
        AND (+ image_tags.deleted) = 0
        ORDER BY image_tags.value) AS listed), 'members', (
      SELECT json_group_array(json_object('member', listed.member, 'status', upper(listed.status), 'canShare', json(iif(listed.can_share, 'true', 'false')), 'updatedAt', replace(coalesce(listed.updated_at, listed.created_at), ' ', 'T') || 'Z')) AS json_group_array_3
      FROM (
        SELECT image_members.member AS member, image_members.can_share AS can_share, image_members.status AS status, image_members.created_at AS created_at, image_members.updated_at AS updated_at
        FROM image_members
        WHERE image_members.image_id = page.id
        AND (+ image_members.deleted) = 0
        ORDER BY image_members.member) AS listed), 'locations', (
      SELECT json_group_array(json_object('url', listed.value, 'metadata', json(iif(json_valid(listed.meta_data), iif(json_type(listed.meta_data) = 'object', listed.meta_data, '{}'), '{}')))) AS json_group_array_4
      FROM (
        SELECT image_locations.value AS value, image_locations.meta_data AS meta_data
        FROM image_locations
        WHERE image_locations.image_id = page.id
        AND (+ image_locations.deleted) = 0
        ORDER BY image_locations.id) AS listed)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.size AS size, images.created_at AS created_at, images.updated_at AS updated_at, images.protected AS protected
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.size DESC NULLS FIRST, (+ images.name) ASC NULLS LAST, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- a1_prefix = 'os_'
-- a1_prefix = 'os_'
-- a2_name = 'os_distro'
-- limit = 3
-- limit = 3
