-- Who has which role, and whether it is on when a session begins. The server's own users are implied.
SELECT role,
       CONCAT(mapping.user, IF(mapping.host = '', '', '@'), mapping.host) AS member,
       mapping.user IN ('mariadb.sys', 'root', 'mysql') AS implied,
       admin_option AS admin,
       COALESCE(JSON_VALUE(priv, '$.default_role'), '') = role AS `default`
  FROM mysql.roles_mapping AS mapping
  LEFT JOIN mysql.global_priv AS grantee
    ON grantee.user = mapping.user AND grantee.host = mapping.host
 ORDER BY role, mapping.user, mapping.host;
