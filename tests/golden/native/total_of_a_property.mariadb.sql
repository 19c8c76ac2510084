WITH unseen AS (
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = true
  UNION ALL
  SELECT images.id AS id
  FROM images
  WHERE images.deleted = 0
  AND images.os_hidden = true)
SELECT CAST(coalesce(((
        SELECT count(*) AS count_1
        FROM image_properties
        WHERE char_length(%s) < 200
        AND image_properties.name = %s
        AND %s = image_properties.value_start
        AND image_properties.deleted = 0) - (
        SELECT STRAIGHT_JOIN count(*) AS count_2
        FROM image_properties INNER JOIN unseen ON unseen.id = image_properties.image_id
        WHERE char_length(%s) < 200
        AND image_properties.name = %s
        AND %s = image_properties.value_start
        AND image_properties.deleted = 0)) + ((
        SELECT count(*) AS count_3
        FROM image_properties
        WHERE char_length(%s) >= 200
        AND image_properties.name = %s
        AND image_properties.value = %s
        AND image_properties.value_start = left(%s, 200)
        AND image_properties.deleted = 0) - (
        SELECT STRAIGHT_JOIN count(*) AS count_4
        FROM image_properties INNER JOIN unseen ON unseen.id = image_properties.image_id
        WHERE char_length(%s) >= 200
        AND image_properties.name = %s
        AND image_properties.value = %s
        AND image_properties.value_start = left(%s, 200)
        AND image_properties.deleted = 0)), '') AS BINARY) AS field0
-- w1 = 'debian'
-- w0 = 'os_distro'
-- w1 = 'debian'
-- w1 = 'debian'
-- w0 = 'os_distro'
-- w1 = 'debian'
-- w1 = 'debian'
-- w0 = 'os_distro'
-- w1 = 'debian'
-- w1 = 'debian'
-- w1 = 'debian'
-- w0 = 'os_distro'
-- w1 = 'debian'
-- w1 = 'debian'
