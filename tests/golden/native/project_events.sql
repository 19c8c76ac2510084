WITH ahead AS MATERIALIZED (
  SELECT image_events.id AS id, image_events.position AS position
  FROM image_events JOIN images ON images.id = image_events.image_id
  WHERE image_events.position IS NOT NULL
  AND image_events.position > ?
  AND image_events.occurred_at < ?
  AND image_events.actor_project = ?
  AND (+ images.owner) = ?
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
  ORDER BY image_events.position ASC
  LIMIT ? OFFSET 0), page AS MATERIALIZED (
  SELECT ahead.id AS id, ahead.position AS position
  FROM ahead
  ORDER BY ahead.position ASC
  LIMIT ? OFFSET 0)
SELECT CAST(json_object('cursor', 'e' || CAST(image_events.position AS CHAR(20)), 'node', json_object('actor', CASE WHEN (images.owner = ?) THEN json_object('project', image_events.actor_project) ELSE NULL END, 'changes', (
        SELECT json_group_array(json_object('name', changed.item)) AS json_group_array_1
        FROM (
          SELECT "key" AS place, json_extract(value, '$.field') AS field, json_extract(value, '$.name') AS item, json_extract(value, '$.before') AS old_value, json_extract(value, '$.after') AS new_value
          FROM json_each(image_events.changes)
          WHERE json_extract(value, '$.field') != 'locations'
          AND (json_extract(value, '$.field') != 'members'
            OR images.owner = ?
            OR json_extract(value, '$.name') = ?
            AND images.visibility = 'shared')
          ORDER BY "key") AS changed))) AS BLOB) AS field0, page.position AS place
FROM page JOIN image_events ON image_events.id = page.id JOIN images ON images.id = image_events.image_id
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
