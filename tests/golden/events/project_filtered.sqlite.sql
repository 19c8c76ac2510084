SELECT image_events.position, CAST(json_object('type', upper(image_events.type), 'imageId', image_events.image_id, 'changedFields', CASE WHEN (images.id IS NOT NULL
      AND (image_events.visibility = 'public'
        OR image_events.visibility = 'community'
        OR image_events.owner = ?
        OR image_events.visibility = 'shared'
        AND (+ image_events.owner) != ?
        AND instr(image_events.members, ?) > 0)) THEN json(image_events.changed_fields) ELSE json('[]') END, 'occurredAt', replace(image_events.occurred_at, ' ', 'T') || 'Z', 'cursor', 'e' || CAST(image_events.position AS CHAR(20)), 'image', CASE WHEN (images.id IS NOT NULL) THEN json_object('name', images.name, 'tags', (
        SELECT json_group_array(listed.value) AS json_group_array_1
        FROM (
          SELECT DISTINCT image_tags.value AS value
          FROM image_tags
          WHERE image_tags.image_id = images.id
          AND ((+ image_tags.deleted) = 0
            OR images.deleted = 1
            AND image_tags.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
          ORDER BY image_tags.value) AS listed), 'members', (
        SELECT json_group_array(json_object('member', listed.member)) AS json_group_array_2
        FROM (
          SELECT image_members.member AS member
          FROM image_members
          WHERE image_members.image_id = images.id
          AND ((+ image_members.deleted) = 0
            OR images.deleted = 1
            AND image_members.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
          AND NOT (EXISTS (
              SELECT *
              FROM image_members AS later
              WHERE later.image_id = image_members.image_id
              AND later.member = image_members.member
              AND later.id > image_members.id))
          AND (images.owner = ?
            OR image_members.member = ?
            AND images.visibility = 'shared')
          ORDER BY image_members.member) AS listed), 'os', (
        SELECT image_properties.value
        FROM image_properties
        WHERE image_properties.image_id = images.id
        AND image_properties.name = ?
        AND ((+ image_properties.deleted) = 0
          OR images.deleted = 1
          AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20))))) ELSE NULL END) AS BLOB) AS event
FROM image_events
LEFT OUTER JOIN images ON images.id = image_events.image_id
AND 1 = 1
AND ((+ images.visibility) = 'public'
  OR (+ images.visibility) = 'community'
  OR (+ images.owner) = ?
  OR (+ images.visibility) = 'shared'
  AND (+ images.owner) != ?
  AND (EXISTS (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.member = ?
      AND image_members.image_id = images.id
      AND ((+ image_members.deleted) = 0
        OR images.deleted = 1
        AND image_members.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20)))
      AND NOT (EXISTS (
          SELECT *
          FROM image_members AS later
          WHERE later.image_id = image_members.image_id
          AND later.member = image_members.member
          AND later.id > image_members.id)))))
WHERE image_events.position > ?
AND image_events.position <= ?
AND image_events.type IN (
  SELECT value
  FROM json_each(?))
AND image_events.image_id IN (
  SELECT value
  FROM json_each(?))
AND (image_events.visibility = 'public'
  OR image_events.visibility = 'community'
  OR image_events.owner = ?
  OR image_events.visibility = 'shared'
  AND (+ image_events.owner) != ?
  AND instr(image_events.members, ?) > 0
  OR image_events.visibility_before = 'public'
  OR image_events.visibility_before = 'community'
  OR image_events.owner_before = ?
  OR image_events.visibility_before = 'shared'
  AND (+ image_events.owner_before) != ?
  AND (instr(image_events.members, ?) > 0
    OR image_events.member_left = ?))
AND (images.id IS NULL
  OR (+ images.status) = ?
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE (+ image_tags.value) IN (
        SELECT value
        FROM json_each(?))
      AND image_tags.image_id = images.id
      AND ((+ image_tags.deleted) = 0
        OR images.deleted = 1
        AND image_tags.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(images.deleted_at, 1, 19), '-2 seconds') || substr(images.deleted_at, 20))))))
ORDER BY image_events.position
LIMIT ? OFFSET 0
-- project = 'p'
-- project = 'p'
-- project_line = '\n"p"\n'
-- project = 'p'
-- project = 'p'
-- a0_name = 'os'
-- project = 'p'
-- project = 'p'
-- project = 'p'
-- after = 0
-- until = 3
-- types = '["created","updated"]'
-- ids = '["01234567-89ab-4cde-8f01-23456789abcd"]'
-- project = 'p'
-- project = 'p'
-- project_line = '\n"p"\n'
-- project = 'p'
-- project = 'p'
-- project_line = '\n"p"\n'
-- project = 'p'
-- w0 = 'queued'
-- w1 = '["lts"]'
-- limit = 100
