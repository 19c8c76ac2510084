SELECT CAST(json_object('id', page.id, 'deletedAt', replace(page.deleted_at, ' ', 'T') || 'Z', 'property', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND ((+ image_properties.deleted) = 0
        OR page.deleted = 1
        AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))), 'propertyMap', (
      SELECT json_group_object(listed.name, listed.value) AS json_group_object_1
      FROM (
        SELECT image_properties.name AS name, image_properties.value AS value
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND ((+ image_properties.deleted) = 0
          OR page.deleted = 1
          AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
        AND substr(image_properties.name, 1, length(?)) = ?
        ORDER BY image_properties.name) AS listed), 'properties', (
      SELECT json_group_array(json_object('value', listed.value)) AS json_group_array_1
      FROM (
        SELECT image_properties.value AS value
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND ((+ image_properties.deleted) = 0
          OR page.deleted = 1
          AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
        AND (+ image_properties.name) IN (
          SELECT value
          FROM json_each(?))
        ORDER BY image_properties.name) AS listed), 'tags', (
      SELECT json_group_array(listed.value) AS json_group_array_2
      FROM (
        SELECT DISTINCT image_tags.value AS value
        FROM image_tags
        WHERE image_tags.image_id = page.id
        AND ((+ image_tags.deleted) = 0
          OR page.deleted = 1
          AND image_tags.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
        ORDER BY image_tags.value) AS listed), 'members', (
      SELECT json_group_array(json_object('member', listed.member, 'status', upper(listed.status))) AS json_group_array_3
      FROM (
        SELECT image_members.member AS member, image_members.status AS status
        FROM image_members
        WHERE image_members.image_id = page.id
        AND ((+ image_members.deleted) = 0
          OR page.deleted = 1
          AND image_members.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
        AND NOT (EXISTS (
            SELECT *
            FROM image_members AS later
            WHERE later.image_id = image_members.image_id
            AND later.member = image_members.member
            AND later.id > image_members.id))
        ORDER BY image_members.member) AS listed), 'locations', (
      SELECT json_group_array(json_object('url', listed.value, 'status', upper(listed.status))) AS json_group_array_4
      FROM (
        SELECT image_locations.value AS value, image_locations.status AS status
        FROM image_locations
        WHERE image_locations.image_id = page.id
        AND ((+ image_locations.deleted) = 0
          OR page.deleted = 1
          AND image_locations.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
        ORDER BY image_locations.id) AS listed)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.deleted_at AS deleted_at, images.deleted AS deleted
  FROM images
  WHERE (+ images.os_hidden) = 0
  AND (+ images.status) = ?
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.image_id = images.id
      AND ((+ image_tags.deleted) = 0
        OR images.deleted = 1
        AND image_tags.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))))
  AND (EXISTS (
      SELECT image_properties.image_id
      FROM image_properties
      WHERE image_properties.name = ?
      AND 1 = 1
      AND image_properties.image_id = images.id
      AND ((+ image_properties.deleted) = 0
        OR images.deleted = 1
        AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))))
  AND (+ images.visibility) = 'shared'
  AND (EXISTS (
      SELECT image_members.id
      FROM image_members
      WHERE image_members.image_id = images.id
      AND image_members.member = ?
      AND ((+ image_members.deleted) = 0
        OR images.deleted = 1
        AND image_members.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
      AND NOT (EXISTS (
          SELECT *
          FROM image_members AS later
          WHERE later.image_id = image_members.image_id
          AND later.member = image_members.member
          AND later.id > image_members.id))))
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- a0_name = 'os_distro'
-- a1_prefix = 'os_'
-- a1_prefix = 'os_'
-- a2_names = '["os_type"]'
-- w0 = 'deleted'
-- w1 = 'os_distro'
-- w2 = 'c0ffee00aa11bb22cc33dd44ee55ff66'
-- limit = 25
-- limit = 25
