SELECT image_events.position, CAST(coalesce(concat('{"type":', coalesce(json_quote(upper(image_events.type)), 'null'), ',"imageId":', coalesce(json_quote(image_events.image_id), 'null'), ',"changedFields":', coalesce(CASE WHEN (images.id IS NOT NULL
          AND (image_events.visibility = 'public'
            OR image_events.visibility = 'community'
            OR image_events.owner = %s
            OR image_events.visibility = 'shared'
            AND image_events.owner != %s
            AND locate(%s, image_events.members) > 0)) THEN image_events.changed_fields ELSE '[]' END, 'null'), ',"occurredAt":', coalesce(json_quote(concat(date_format(image_events.occurred_at, '%%Y-%%m-%%dT%%H:%%i:%%s.%%f'), 'Z')), 'null'), ',"cursor":', coalesce(json_quote(concat('e', CAST(image_events.position AS CHAR(20)))), 'null'), ',"image":', coalesce(CASE WHEN (images.id IS NOT NULL) THEN concat('{"name":', coalesce(json_quote(images.name), 'null'), ',"tags":', coalesce(coalesce((
                SELECT concat('[', coalesce(group_concat(DISTINCT coalesce(json_quote(image_tags.value), 'null')
                      ORDER BY image_tags.value SEPARATOR ','), ''), ']') AS concat_1
                FROM image_tags
                WHERE image_tags.image_id = images.id
                AND (image_tags.deleted = false
                  OR images.deleted = true
                  AND image_tags.deleted_at >= timestampadd(SECOND, -2, images.deleted_at))), repeat(' ', @@max_allowed_packet)), 'null'), ',"members":', coalesce(coalesce((
                SELECT concat('[', coalesce(group_concat(coalesce(concat('{"member":', coalesce(json_quote(image_members.`member`), 'null'), '}'), 'null')
                      ORDER BY image_members.`member` SEPARATOR ','), ''), ']') AS concat_2
                FROM image_members
                WHERE image_members.image_id = images.id
                AND (image_members.deleted = false
                  OR images.deleted = true
                  AND image_members.deleted_at >= timestampadd(SECOND, -2, images.deleted_at))
                AND NOT (EXISTS (
                    SELECT *
                    FROM image_members AS later
                    WHERE later.image_id = image_members.image_id
                    AND later.`member` = image_members.`member`
                    AND later.id > image_members.id))
                AND (images.owner = %s
                  OR image_members.`member` = %s
                  AND images.visibility = 'shared')), repeat(' ', @@max_allowed_packet)), 'null'), ',"os":', coalesce(json_quote((
                SELECT image_properties.value
                FROM image_properties
                WHERE image_properties.image_id = images.id
                AND image_properties.name = %s
                AND (image_properties.deleted = false
                  OR images.deleted = true
                  AND image_properties.deleted_at >= timestampadd(SECOND, -2, images.deleted_at)))), 'null'), '}') ELSE NULL END, 'null'), '}'), '') AS BINARY) AS event
FROM image_events
LEFT OUTER JOIN images ON images.id = image_events.image_id
AND true = 1
AND (images.visibility = 'public'
  OR images.visibility = 'community'
  OR images.owner = %s
  OR images.visibility = 'shared'
  AND images.owner != %s
  AND (EXISTS (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.`member` = %s
      AND image_members.image_id = images.id
      AND (image_members.deleted = false
        OR images.deleted = true
        AND image_members.deleted_at >= timestampadd(SECOND, -2, images.deleted_at))
      AND NOT (EXISTS (
          SELECT *
          FROM image_members AS later
          WHERE later.image_id = image_members.image_id
          AND later.`member` = image_members.`member`
          AND later.id > image_members.id)))))
WHERE image_events.position > %s
AND image_events.position <= %s
AND image_events.type IN (
  SELECT value
  FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
AND image_events.image_id IN (
  SELECT value
  FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
AND (image_events.visibility = 'public'
  OR image_events.visibility = 'community'
  OR image_events.owner = %s
  OR image_events.visibility = 'shared'
  AND image_events.owner != %s
  AND locate(%s, image_events.members) > 0
  OR image_events.visibility_before = 'public'
  OR image_events.visibility_before = 'community'
  OR image_events.owner_before = %s
  OR image_events.visibility_before = 'shared'
  AND image_events.owner_before != %s
  AND (locate(%s, image_events.members) > 0
    OR image_events.member_left = %s))
AND (images.id IS NULL
  OR images.status = %s
  AND (EXISTS (
      SELECT image_tags.image_id
      FROM image_tags
      WHERE image_tags.value IN (
        SELECT value
        FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
      AND image_tags.image_id = images.id
      AND (image_tags.deleted = false
        OR images.deleted = true
        AND image_tags.deleted_at >= timestampadd(SECOND, -2, images.deleted_at)))))
ORDER BY image_events.position
LIMIT 0, %s
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
