WITH ahead AS MATERIALIZED (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events JOIN images ON images.id = image_events.image_id
  WHERE image_events.position IS NOT NULL
  AND image_events.position > $2::BIGINT
  AND image_events.occurred_at < $3::TIMESTAMP WITHOUT TIME ZONE
  AND image_events.actor_project = $4::VARCHAR
  AND images.owner = $1::VARCHAR
  AND true
  AND (images.visibility = 'public'
    OR images.visibility = 'community'
    OR images.owner = $1::VARCHAR
    OR images.visibility = 'shared'
    AND images.owner != $1::VARCHAR
    AND (EXISTS (
        SELECT image_members.image_id AS id
        FROM image_members
        WHERE image_members.member = $1::VARCHAR
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
  LIMIT $5::INTEGER OFFSET 0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.position AS position
  FROM ahead
  ORDER BY ahead.position ASC
  LIMIT $6::INTEGER OFFSET 0)
SELECT convert_to(CAST('{"cursor":' || coalesce(CAST(to_json(CAST('e' || CAST(image_events.position AS CHAR(20)) AS TEXT)) AS TEXT), 'null') || ',"node":' || coalesce('{"actor":' || coalesce(CASE WHEN (images.owner = $1::VARCHAR) THEN '{"project":' || coalesce(CAST(to_json(CAST(image_events.actor_project AS TEXT)) AS TEXT), 'null') || '}' ELSE NULL END, 'null') || ',"changes":' || coalesce((
          SELECT '[' || coalesce(string_agg(coalesce('{"name":' || coalesce(CAST(to_json(CAST(changed.item AS TEXT)) AS TEXT), 'null') || '}', 'null'), ','), '') || ']' AS anon_1
          FROM (
            SELECT place AS place, value ->> 'field' AS field, value ->> 'name' AS item, value ->> 'before' AS old_value, value ->> 'after' AS new_value
            FROM json_array_elements(CAST(image_events.changes AS TEXT)::json)
            WITH ORDINALITY AS change(value, place)
            WHERE (value ->> 'field') != 'locations'
            AND ((value ->> 'field') != 'members'
              OR images.owner = $1::VARCHAR
              OR (value ->> 'name') = $1::VARCHAR
              AND images.visibility = 'shared')
            ORDER BY place) AS changed), 'null') || '}', 'null') || '}' AS TEXT), 'UTF8') AS field0, page.position AS place
FROM page JOIN image_events ON image_events.id = page.id JOIN images ON images.id = image_events.image_id
ORDER BY place DESC
-- project = '2de50472433d4e44bed8b6b8357e44cd'
-- before = 5
-- until = datetime.datetime(2026, 1, 1, 0, 0)
-- actor_project = 'a'
-- one_more = 3
-- limit = 2
