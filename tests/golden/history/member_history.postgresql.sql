SELECT convert_to(CAST('{"history":' || coalesce((
        SELECT '[' || coalesce(string_agg(coalesce(CASE WHEN (history.position IS NOT NULL) THEN '{"type":' || coalesce(CAST(to_json(CAST(upper(history.type) AS TEXT)) AS TEXT), 'null') || ',"actor":' || coalesce(CASE WHEN (page.owner = $1::VARCHAR) THEN '{"user":' || coalesce(CAST(to_json(CAST(history.actor_user AS TEXT)) AS TEXT), 'null') || '}' ELSE NULL END, 'null') || ',"requestId":' || coalesce(CAST(to_json(CAST(CASE WHEN (page.owner = $1::VARCHAR) THEN history.request_id ELSE NULL END AS TEXT)) AS TEXT), 'null') || ',"changedFields":' || coalesce(history.changed_fields, 'null') || ',"changes":' || coalesce((
                  SELECT '[' || coalesce(string_agg(coalesce('{"field":' || coalesce(CAST(to_json(CAST(changed.field AS TEXT)) AS TEXT), 'null') || ',"name":' || coalesce(CAST(to_json(CAST(changed.item AS TEXT)) AS TEXT), 'null') || ',"before":' || coalesce(changed.old_value, 'null') || ',"after":' || coalesce(changed.new_value, 'null') || '}', 'null'), ','), '') || ']' AS anon_2
                  FROM (
                    SELECT place AS place, value ->> 'field' AS field, value ->> 'name' AS item, value ->> 'before' AS old_value, value ->> 'after' AS new_value
                    FROM json_array_elements(CAST(history.changes AS TEXT)::json)
                    WITH ORDINALITY AS change(value, place)
                    WHERE (value ->> 'field') != 'locations'
                    AND ((value ->> 'field') != 'members'
                      OR page.owner = $1::VARCHAR
                      OR (value ->> 'name') = $1::VARCHAR
                      AND page.visibility = 'shared')
                    ORDER BY place) AS changed), 'null') || '}' END, 'null'), ','), '') || ']' AS anon_1
        FROM (
          SELECT image_events.position AS position, image_events.type AS type, image_events.changed_fields AS changed_fields, image_events.actor_user AS actor_user, image_events.actor_project AS actor_project, image_events.request_id AS request_id, image_events.changes AS changes
          FROM image_events
          WHERE image_events.image_id = page.id
          AND image_events.position > coalesce((
              SELECT other.position
              FROM image_events AS other
              WHERE other.image_id = page.id
              AND other.position IS NOT NULL
              ORDER BY other.position DESC
              LIMIT 1 OFFSET $2::INTEGER), 0)
          ORDER BY image_events.position DESC) AS history), 'null') || '}' AS TEXT), 'UTF8') AS image
FROM (
  SELECT images.id AS id, images.owner AS owner, images.visibility AS visibility
  FROM images
  WHERE images.deleted = false
  AND (images.visibility = 'public'
    OR images.visibility = 'community'
    OR images.owner = $1::VARCHAR
    OR images.visibility = 'shared'
    AND images.owner != $1::VARCHAR
    AND images.id IN (
      SELECT image_members.image_id AS id
      FROM image_members
      WHERE image_members.member = $1::VARCHAR
      AND image_members.deleted = false))
  AND images.id = $3::VARCHAR) AS page
-- project = 'm'
-- a0_first = 20
-- id = 'fedcba98-7654-4210-8fed-cba987654321'
