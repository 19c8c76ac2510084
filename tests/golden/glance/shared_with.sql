SELECT CAST(json_object('name', page.name, 'members', (
      SELECT json_group_array(json_object('member', listed.member, 'status', upper(listed.status))) AS json_group_array_1
      FROM (
        SELECT image_members.member AS member, image_members.status AS status
        FROM image_members
        WHERE image_members.image_id = page.id
        AND (+ image_members.deleted) = 0
        ORDER BY image_members.member) AS listed)) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name
  FROM images
  WHERE (+ images.deleted) = 0
  AND (+ images.os_hidden) = 0
  AND (+ images.visibility) = 'shared'
  AND (EXISTS (
      SELECT image_members.id
      FROM image_members
      WHERE image_members.image_id = images.id
      AND image_members.member = ?
      AND (+ image_members.deleted) = 0
      AND image_members.status IN (
        SELECT value
        FROM json_each(?))))
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- w0 = 'c0ffee00aa11bb22cc33dd44ee55ff66'
-- w1 = '["pending","rejected"]'
-- limit = 3
-- limit = 3
