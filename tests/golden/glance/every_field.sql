SELECT CAST(json_object('id', page.id, 'name', page.name, 'status', upper(page.status), 'visibility', upper(page.visibility), 'diskFormat', page.disk_format, 'containerFormat', page.container_format, 'size', page.size, 'virtualSize', page.virtual_size, 'checksum', page.checksum, 'hashAlgorithm', page.os_hash_algo, 'hashValue', page.os_hash_value, 'minDisk', page.min_disk, 'minRam', page.min_ram, 'owner', page.owner, 'protected', json(iif(page.protected, 'true', 'false')), 'hidden', json(iif(page.os_hidden, 'true', 'false')), 'createdAt', replace(page.created_at, ' ', 'T') || 'Z', 'updatedAt', replace(page.updated_at, ' ', 'T') || 'Z', 'deletedAt', replace(page.deleted_at, ' ', 'T') || 'Z', 'version', replace(page.updated_at, ' ', 'T'), 'properties', (
      SELECT json_group_array(json_object('name', listed.name, 'value', listed.value)) AS json_group_array_1
      FROM (
        SELECT image_properties.name AS name, image_properties.value AS value
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND (+ image_properties.deleted) = 0
        ORDER BY image_properties.name) AS listed), 'property', (
      SELECT image_properties.value
      FROM image_properties
      WHERE image_properties.image_id = page.id
      AND image_properties.name = ?
      AND (+ image_properties.deleted) = 0), 'propertyMap', (
      SELECT json_group_object(listed.name, listed.value) AS json_group_object_1
      FROM (
        SELECT image_properties.name AS name, image_properties.value AS value
        FROM image_properties
        WHERE image_properties.image_id = page.id
        AND (+ image_properties.deleted) = 0
        ORDER BY image_properties.name) AS listed), 'tags', (
      SELECT json_group_array(listed.value) AS json_group_array_2
      FROM (
        SELECT DISTINCT image_tags.value AS value
        FROM image_tags
        WHERE image_tags.image_id = page.id
        AND (+ image_tags.deleted) = 0
        ORDER BY image_tags.value) AS listed), 'members', (
      SELECT json_group_array(json_object('member', listed.member, 'status', upper(listed.status), 'canShare', json(iif(listed.can_share, 'true', 'false')), 'createdAt', replace(listed.created_at, ' ', 'T') || 'Z', 'updatedAt', replace(coalesce(listed.updated_at, listed.created_at), ' ', 'T') || 'Z')) AS json_group_array_3
      FROM (
        SELECT image_members.member AS member, image_members.can_share AS can_share, image_members.status AS status, image_members.created_at AS created_at, image_members.updated_at AS updated_at
        FROM image_members
        WHERE image_members.image_id = page.id
        AND (+ image_members.deleted) = 0
        ORDER BY image_members.member) AS listed), 'locations', (
      SELECT json_group_array(json_object('url', listed.value, 'metadata', json(iif(json_valid(listed.meta_data), iif(json_type(listed.meta_data) = 'object', listed.meta_data, '{}'), '{}')), 'status', upper(listed.status))) AS json_group_array_4
      FROM (
        SELECT image_locations.value AS value, image_locations.meta_data AS meta_data, image_locations.status AS status
        FROM image_locations
        WHERE image_locations.image_id = page.id
        AND (+ image_locations.deleted) = 0
        ORDER BY image_locations.id) AS listed)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name, images.size AS size, images.virtual_size AS virtual_size, images.status AS status, images.created_at AS created_at, coalesce(images.updated_at, images.created_at) AS updated_at, images.deleted_at AS deleted_at, images.disk_format AS disk_format, images.container_format AS container_format, images.checksum AS checksum, images.owner AS owner, images.min_disk AS min_disk, images.min_ram AS min_ram, images.protected AS protected, images.visibility AS visibility, images.os_hidden AS os_hidden, images.os_hash_algo AS os_hash_algo, images.os_hash_value AS os_hash_value
  FROM images
  WHERE (+ images.deleted) = 0
  AND 1 = 1
  AND images.id = coalesce((
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id = ?), (
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id = lower(?)), (
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id = upper(?)), (
      SELECT candidate.id
      FROM images AS candidate
      WHERE candidate.id BETWEEN min(upper(?), lower(?))
      AND max(upper(?), lower(?))
      AND lower(candidate.id) = lower(?)
      ORDER BY candidate.id
      LIMIT 1 OFFSET 0))) AS page
-- a1_name = 'os_distro'
-- id = '15c30ac5-a64a-4b9c-95c9-d029a1d7df7f'
-- id = '15c30ac5-a64a-4b9c-95c9-d029a1d7df7f'
-- id = '15c30ac5-a64a-4b9c-95c9-d029a1d7df7f'
-- id = '15c30ac5-a64a-4b9c-95c9-d029a1d7df7f'
-- id = '15c30ac5-a64a-4b9c-95c9-d029a1d7df7f'
-- id = '15c30ac5-a64a-4b9c-95c9-d029a1d7df7f'
-- id = '15c30ac5-a64a-4b9c-95c9-d029a1d7df7f'
-- id = '15c30ac5-a64a-4b9c-95c9-d029a1d7df7f'
