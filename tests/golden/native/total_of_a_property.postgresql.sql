WITH unseen AS (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = true
  UNION ALL
  SELECT images.id AS id
  FROM images
  WHERE NOT images.deleted
  AND images.os_hidden = true)
SELECT convert_to(CAST(((
        SELECT count(*) AS count_1
        FROM image_properties
        WHERE char_length($1::VARCHAR) < 200
        AND image_properties.name = $2::VARCHAR
        AND $1::VARCHAR = image_properties.value_start
        AND NOT image_properties.deleted) - (
        SELECT count(*) AS count_2
        FROM image_properties JOIN unseen ON unseen.id = image_properties.image_id
        WHERE char_length($1::VARCHAR) < 200
        AND image_properties.name = $2::VARCHAR
        AND $1::VARCHAR = image_properties.value_start
        AND NOT image_properties.deleted)) + ((
        SELECT count(*) AS count_3
        FROM image_properties
        WHERE char_length($1::VARCHAR) >= 200
        AND image_properties.name = $2::VARCHAR
        AND image_properties.value = $1::VARCHAR COLLATE "C"
        AND image_properties.value_start = left($1::VARCHAR, 200)
        AND NOT image_properties.deleted) - (
        SELECT count(*) AS count_4
        FROM image_properties JOIN unseen ON unseen.id = image_properties.image_id
        WHERE char_length($1::VARCHAR) >= 200
        AND image_properties.name = $2::VARCHAR
        AND image_properties.value = $1::VARCHAR COLLATE "C"
        AND image_properties.value_start = left($1::VARCHAR, 200)
        AND NOT image_properties.deleted)) AS TEXT), 'UTF8') AS field0
-- w1 = 'debian'
-- w0 = 'os_distro'
