SELECT CAST(coalesce(concat('{"history":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(CASE WHEN (image_events.position IS NOT NULL) THEN concat('{"type":', coalesce(json_quote(upper(image_events.type)), 'null'), ',"actor":', coalesce(CASE WHEN (page.owner = %s) THEN concat('{"user":', coalesce(json_quote(image_events.actor_user), 'null'), '}') ELSE NULL END, 'null'), ',"requestId":', coalesce(json_quote(CASE WHEN (page.owner = %s) THEN image_events.request_id ELSE NULL END), 'null'), ',"changedFields":', coalesce(image_events.changed_fields, 'null'), ',"changes":', coalesce(coalesce((
                            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"field":', coalesce(json_quote(field), 'null'), ',"name":', coalesce(json_quote(item), 'null'), ',"before":', coalesce(old_value, 'null'), ',"after":', coalesce(new_value, 'null'), '}'), 'null')
                                  ORDER BY place SEPARATOR ','), ''), ']') AS concat_2
                            FROM JSON_TABLE(image_events.changes, '$[*]' COLUMNS (place FOR ORDINALITY, field LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.field', item LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.name', old_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.before', new_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.after')) AS `change`
                            WHERE field != 'locations'
                            AND (field != 'members'
                              OR page.owner = %s
                              OR item = %s
                              AND page.visibility = 'shared')), repeat(' ', @@max_allowed_packet)), 'null'), '}') END, 'null')
                  ORDER BY image_events.position DESC SEPARATOR ','), ''), ']') AS concat_1
            FROM image_events
            WHERE image_events.image_id = page.id
            AND image_events.position > coalesce((
                SELECT other.position
                FROM image_events AS other
                WHERE other.image_id = page.id
                AND other.position IS NOT NULL
                ORDER BY other.position DESC
                LIMIT %s, 1), 0)), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS image
FROM (
  SELECT images.id AS id, images.owner AS owner, images.visibility AS visibility
  FROM images
  WHERE (images.deleted + 0) = false
  AND (images.visibility = 'public'
    OR images.visibility = 'community'
    OR images.owner = %s
    OR images.visibility = 'shared'
    AND images.owner != %s
    AND images.id IN (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.`member` = %s
      AND image_members.deleted = false))
  AND images.id = %s) AS page
-- project = 'm'
-- project = 'm'
-- project = 'm'
-- project = 'm'
-- a0_first = 20
-- project = 'm'
-- project = 'm'
-- project = 'm'
-- id = 'fedcba98-7654-4210-8fed-cba987654321'
