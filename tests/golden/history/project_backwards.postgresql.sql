WITH ahead AS MATERIALIZED (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events JOIN images ON images.id = image_events.image_id
  WHERE image_events.position IS NOT NULL
  AND image_events.position > $1::BIGINT
  AND images.id = ANY (ARRAY(
      SELECT value
      FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value)))
  AND image_events.occurred_at >= $3::TIMESTAMP WITHOUT TIME ZONE
  AND image_events.occurred_at < $4::TIMESTAMP WITHOUT TIME ZONE
  AND image_events.actor_user = $5::VARCHAR
  AND images.owner = $6::VARCHAR
  AND true
  AND (images.visibility = 'public'
    OR images.visibility = 'community'
    OR images.owner = $6::VARCHAR
    OR images.visibility = 'shared'
    AND images.owner != $6::VARCHAR
    AND (EXISTS (
        SELECT image_members.image_id AS id
        FROM image_members
        WHERE image_members.member = $6::VARCHAR
        AND image_members.image_id = images.id
        AND (image_members.deleted = false
          OR images.deleted = true
          AND image_members.deleted_at >= images.deleted_at - CAST('2 seconds' AS INTERVAL))
        AND NOT (EXISTS (
            SELECT *
            FROM image_members AS later
            WHERE later.image_id = image_members.image_id
            AND later.member = image_members.member
            AND later.id > image_members.id))
        LIMIT ALL OFFSET 0)))
  ORDER BY image_events.position ASC
  LIMIT $7::INTEGER OFFSET 0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.position AS position
  FROM ahead
  ORDER BY ahead.position ASC
  LIMIT $8::INTEGER OFFSET 0)
SELECT NULL AS field0, convert_to(CAST('{"hasNextPage":' || coalesce(CASE WHEN (EXISTS (
          SELECT image_events.id, image_events.position
          FROM image_events JOIN images ON images.id = image_events.image_id
          WHERE image_events.position IS NOT NULL
          AND image_events.position <= $1::BIGINT
          AND images.id = ANY (ARRAY(
              SELECT value
              FROM json_array_elements_text(CAST($2 AS TEXT)::json) AS item(value)))
          AND image_events.occurred_at >= $3::TIMESTAMP WITHOUT TIME ZONE
          AND image_events.occurred_at < $4::TIMESTAMP WITHOUT TIME ZONE
          AND image_events.actor_user = $5::VARCHAR
          AND images.owner = $6::VARCHAR
          AND true
          AND (images.visibility = 'public'
            OR images.visibility = 'community'
            OR images.owner = $6::VARCHAR
            OR images.visibility = 'shared'
            AND images.owner != $6::VARCHAR
            AND (EXISTS (
                SELECT image_members.image_id AS id
                FROM image_members
                WHERE image_members.member = $6::VARCHAR
                AND image_members.image_id = images.id
                AND (image_members.deleted = false
                  OR images.deleted = true
                  AND image_members.deleted_at >= images.deleted_at - CAST('2 seconds' AS INTERVAL))
                AND NOT (EXISTS (
                    SELECT *
                    FROM image_members AS later
                    WHERE later.image_id = image_members.image_id
                    AND later.member = image_members.member
                    AND later.id > image_members.id))
                LIMIT ALL OFFSET 0))))) THEN 'true' ELSE 'false' END, 'null') || ',"hasPreviousPage":' || coalesce(CASE WHEN ((
          SELECT count(*) AS count_1
          FROM ahead) > $8::INTEGER) THEN 'true' ELSE 'false' END, 'null') || '}' AS TEXT), 'UTF8') AS field1, 9223372036854775807 AS place
UNION ALL
SELECT convert_to(CAST('{"cursor":' || coalesce(CAST(to_json(CAST('e' || CAST(image_events.position AS CHAR(20)) AS TEXT)) AS TEXT), 'null') || ',"actor":' || coalesce(CASE WHEN (images.owner = $6::VARCHAR) THEN '{"project":' || coalesce(CAST(to_json(CAST(image_events.actor_project AS TEXT)) AS TEXT), 'null') || '}' ELSE NULL END, 'null') || ',"requestId":' || coalesce(CAST(to_json(CAST(CASE WHEN (images.owner = $6::VARCHAR) THEN image_events.request_id ELSE NULL END AS TEXT)) AS TEXT), 'null') || ',"changes":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce('{"field":' || coalesce(CAST(to_json(CAST(changed.field AS TEXT)) AS TEXT), 'null') || ',"value":' || coalesce(changed.new_value, 'null') || '}', 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT place AS place, value ->> 'field' AS field, value ->> 'name' AS item, value ->> 'before' AS old_value, value ->> 'after' AS new_value
          FROM json_array_elements(CAST(image_events.changes AS TEXT)::json)
          WITH ORDINALITY AS change(value, place)
          WHERE (value ->> 'field') != 'locations'
          AND ((value ->> 'field') != 'members'
            OR images.owner = $6::VARCHAR
            OR (value ->> 'name') = $6::VARCHAR
            AND images.visibility = 'shared')
          ORDER BY place) AS changed), 'null') || '}' AS TEXT), 'UTF8') AS field0, NULL AS field1, page.position AS place
FROM page JOIN image_events ON image_events.id = page.id JOIN images ON images.id = image_events.image_id
ORDER BY place DESC
-- before = 1
-- ids = '["01234567-89ab-4cde-8f01-23456789abcd"]'
-- since = datetime.datetime(2026, 1, 1, 0, 0, 2)
-- until = datetime.datetime(2026, 1, 1, 0, 0, 30)
-- actor_user = 'anna'
-- project = 'p'
-- one_more = 2
-- limit = 1
