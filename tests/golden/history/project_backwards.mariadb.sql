WITH ahead AS (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events INNER JOIN images ON images.id = image_events.image_id
  WHERE (image_events.position + 0) IS NOT NULL
  AND (image_events.position + 0) > %s
  AND images.id IN (
    SELECT value
    FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
  AND image_events.occurred_at >= %s
  AND image_events.occurred_at < %s
  AND image_events.actor_user = %s
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
  ORDER BY (image_events.position + 0) ASC
  LIMIT 0, %s), page AS (
  SELECT ahead.id AS id, ahead.position AS position
  FROM ahead
  ORDER BY ahead.position ASC
  LIMIT 0, %s)
SELECT NULL AS field0, CAST(coalesce(concat('{"hasNextPage":', coalesce(CASE WHEN (EXISTS (
            SELECT image_events.id, image_events.position
            FROM image_events INNER JOIN images ON images.id = image_events.image_id
            WHERE (image_events.position + 0) IS NOT NULL
            AND (image_events.position + 0) <= %s
            AND images.id IN (
              SELECT value
              FROM JSON_TABLE(%s, '$[*]' COLUMNS (value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$')) AS item)
            AND image_events.occurred_at >= %s
            AND image_events.occurred_at < %s
            AND image_events.actor_user = %s
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
                      AND later.id > image_members.id))))))) THEN 'true' ELSE 'false' END, 'null'), ',"hasPreviousPage":', coalesce(CASE WHEN ((
            SELECT count(*) AS count_1
            FROM ahead) > %s) THEN 'true' ELSE 'false' END, 'null'), '}'), '') AS BINARY) AS field1, 9223372036854775807 AS place
UNION ALL
SELECT CAST(coalesce(concat('{"cursor":', coalesce(json_quote(concat('e', CAST(image_events.position AS CHAR(20)))), 'null'), ',"actor":', coalesce(CASE WHEN (images.owner = %s) THEN concat('{"project":', coalesce(json_quote(image_events.actor_project), 'null'), '}') ELSE NULL END, 'null'), ',"requestId":', coalesce(json_quote(CASE WHEN (images.owner = %s) THEN image_events.request_id ELSE NULL END), 'null'), ',"changes":', coalesce(coalesce((
            SELECT concat('[', coalesce(group_concat(coalesce(concat('{"field":', coalesce(json_quote(field), 'null'), ',"value":', coalesce(new_value, 'null'), '}'), 'null')
                  ORDER BY place SEPARATOR ','), ''), ']') AS concat_1
            FROM JSON_TABLE(image_events.changes, '$[*]' COLUMNS (place FOR ORDINALITY, field LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.field', item LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.name', old_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.before', new_value LONGTEXT COLLATE utf8mb4_nopad_bin PATH '$.after')) AS `change`
            WHERE field != 'locations'
            AND (field != 'members'
              OR images.owner = %s
              OR item = %s
              AND images.visibility = 'shared')), repeat(' ', @@max_allowed_packet)), 'null'), '}'), '') AS BINARY) AS field0, NULL AS field1, page.position AS place
FROM page INNER JOIN image_events ON image_events.id = page.id INNER JOIN images ON images.id = image_events.image_id
ORDER BY place DESC
-- before = 1
-- ids = '["01234567-89ab-4cde-8f01-23456789abcd"]'
-- since = datetime.datetime(2026, 1, 1, 0, 0, 2)
-- until = datetime.datetime(2026, 1, 1, 0, 0, 30)
-- actor_user = 'anna'
-- project = 'p'
-- project = 'p'
-- project = 'p'
-- project = 'p'
-- one_more = 2
-- limit = 1
-- before = 1
-- ids = '["01234567-89ab-4cde-8f01-23456789abcd"]'
-- since = datetime.datetime(2026, 1, 1, 0, 0, 2)
-- until = datetime.datetime(2026, 1, 1, 0, 0, 30)
-- actor_user = 'anna'
-- project = 'p'
-- project = 'p'
-- project = 'p'
-- project = 'p'
-- limit = 1
-- project = 'p'
-- project = 'p'
-- project = 'p'
-- project = 'p'
