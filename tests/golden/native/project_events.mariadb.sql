WITH ahead AS (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events INNER JOIN images ON images.id = image_events.image_id
  WHERE image_events.position IS NOT NULL
  AND image_events.position > %s
  AND image_events.occurred_at < %s
  AND image_events.actor_project = %s
  AND images.owner = %s
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
  ORDER BY image_events.position ASC
  LIMIT 0, %s), page AS (
  SELECT ahead.id AS id, ahead.position AS position
  FROM ahead
  ORDER BY ahead.position ASC
  LIMIT 0, %s)
SELECT CAST(coalesce(concat('{"cursor":', coalesce(json_quote(concat('e', CAST(image_events.position AS CHAR(20)))), 'null'), ',"node":', coalesce(coalesce(concat('{"actor":', coalesce(CASE WHEN (images.owner = %s) THEN concat('{"project":', coalesce(json_quote(image_events.actor_project), 'null'), '}') ELSE NULL END, 'null'), ',"changes":', coalesce(coalesce((
                  SELECT concat('[', coalesce(group_concat(coalesce(concat('{"name":', coalesce(json_quote(item), 'null'), '}'), 'null')
                        ORDER BY place SEPARATOR ','), ''), ']') AS concat_1
                  FROM JSON_TABLE(image_events.changes, '$[*]' COLUMNS (place FOR ORDINALITY, field LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.field', item LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.name', old_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.before', new_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.after')) AS `change`
                  WHERE field != 'locations'
                  AND (field != 'members'
                    OR images.owner = %s
                    OR item = %s
                    AND images.visibility = 'shared')), repeat(' ', @@max_allowed_packet)), 'null'), '}'), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS field0, page.position AS place
FROM page INNER JOIN image_events ON image_events.id = page.id INNER JOIN images ON images.id = image_events.image_id
ORDER BY place DESC
-- before = 5
-- until = datetime.datetime(2026, 1, 1, 0, 0)
-- actor_project = 'a'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- one_more = 3
-- limit = 2
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- project = '2de50472433d4e44bed8b6b8357e44cd'
