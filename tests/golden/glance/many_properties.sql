SELECT CAST((
    SELECT json_object('first', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'name', page.name, 'p1', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p2', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p3', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p4', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p5', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p6', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p7', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p8', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p9', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p10', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'tags', (
        SELECT json_group_array(listed.value) AS json_group_array_1
        FROM (
          SELECT DISTINCT image_tags.value AS value
          FROM image_tags
          WHERE image_tags.image_id = page.id
          AND ((+ image_tags.deleted) = 0
            OR page.deleted = 1
            AND image_tags.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
          ORDER BY image_tags.value) AS listed), 'p11', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p12', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p13', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p14', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p15', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p16', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p17', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p18', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p19', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p20', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'properties', (
        SELECT json_group_array(json_object('__typename', 'ImageProperty', 'value', listed.value)) AS json_group_array_2
        FROM (
          SELECT image_properties.value AS value
          FROM image_properties
          WHERE image_properties.image_id = page.id
          AND ((+ image_properties.deleted) = 0
            OR page.deleted = 1
            AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))
          AND (+ image_properties.name) IN (
            SELECT value
            FROM json_each(?))
          ORDER BY image_properties.name) AS listed), 'p21', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p22', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p23', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p24', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p25', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p26', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p27', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), 'p28', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END), '__typename', 'Image', 'last', max(CASE WHEN (image_properties.name = ?) THEN image_properties.value END)) AS anon_1
    FROM image_properties
    WHERE image_properties.image_id = page.id
    AND ((+ image_properties.deleted) = 0
      OR page.deleted = 1
      AND image_properties.deleted_at >= (strftime('%Y-%m-%d %H:%M:%S', substr(page.deleted_at, 1, 19), '-2 seconds') || substr(page.deleted_at, 20)))) AS BLOB) AS image
FROM (
  SELECT images.id AS id, images.name AS name, images.deleted_at AS deleted_at, images.deleted AS deleted
  FROM images
  WHERE (+ images.os_hidden) = 0
  AND 1 = 1
  ORDER BY images.created_at DESC, images.id DESC
  LIMIT ? OFFSET 0) AS page
LIMIT ? OFFSET 0
-- a0_name = 'os_type'
-- a1_name = 'os_distro'
-- a2_name = 'os_version'
-- a3_name = 'os_type'
-- a4_name = 'architecture'
-- a5_name = 'hw_disk_bus'
-- a6_name = 'hw_machine_type'
-- a7_name = 'hw_rng_model'
-- a8_name = 'description'
-- a9_name = 'build_id'
-- a10_name = 'base_image_ref'
-- a11_name = 'os_distro'
-- a12_name = 'os_version'
-- a13_name = 'os_type'
-- a14_name = 'architecture'
-- a15_name = 'hw_disk_bus'
-- a16_name = 'hw_machine_type'
-- a17_name = 'hw_rng_model'
-- a18_name = 'description'
-- a19_name = 'build_id'
-- a20_name = 'base_image_ref'
-- a21_names = '["os_type","build_id"]'
-- a22_name = 'no os_distro'
-- a23_name = 'no os_version'
-- a24_name = 'no os_type'
-- a25_name = 'no architecture'
-- a26_name = 'no hw_disk_bus'
-- a27_name = 'no hw_machine_type'
-- a28_name = 'no hw_rng_model'
-- a29_name = 'no description'
-- a30_name = '"$.\''
-- limit = 4
-- limit = 4
