SELECT CAST(json_object('id', page.id, 'name', page.name, 'status', upper(page.status), 'visibility', upper(page.visibility), 'owner', page.owner, 'size', page.size, 'createdAt', replace(page.created_at, ' ', 'T') || 'Z', 'updatedAt', replace(page.updated_at, ' ', 'T') || 'Z', 'properties', (
      SELECT json_group_array(json_object('name', listed.name, 'value', listed.value)) AS json_group_array_1
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
      SELECT json_group_array(json_object('member', listed.member, 'status', upper(listed.status))) AS json_group_array_3
      FROM (
        SELECT image_members.member AS member, image_members.status AS status
        FROM image_members
        WHERE image_members.image_id = page.id
        AND (+ image_members.deleted) = 0
        ORDER BY image_members.member) AS listed)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name, images.size AS size, images.status AS status, images.created_at AS created_at, coalesce(images.updated_at, images.created_at) AS updated_at, images.owner AS owner, images.visibility AS visibility
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- limit = 2
-- limit = 2
