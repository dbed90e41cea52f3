-- Users, with the verifiers of their passwords. The server's own, and root as it was installed, are
-- implied.
SELECT CONCAT(user, '@', host) AS name,
       user IN ('mariadb.sys', 'root', 'mysql') AS implied,
       COALESCE(NULLIF(JSON_VALUE(priv, '$.plugin'), ''), 'mysql_native_password') AS plugin,
       CASE COALESCE(NULLIF(JSON_VALUE(priv, '$.plugin'), ''), 'mysql_native_password')
       WHEN 'mysql_native_password' THEN COALESCE(JSON_VALUE(priv, '$.authentication_string'), '')
       ELSE '' END AS password,
       CASE JSON_VALUE(priv, '$.ssl_type') WHEN 1 THEN 'ssl' WHEN 2 THEN 'x509'
       WHEN 3 THEN NULL ELSE 'none' END AS `require`,
       COALESCE(JSON_VALUE(priv, '$.max_queries'), 0) AS max_queries,
       COALESCE(JSON_VALUE(priv, '$.max_updates'), 0) AS max_updates,
       COALESCE(JSON_VALUE(priv, '$.max_connections'), 0) AS max_connections,
       COALESCE(JSON_VALUE(priv, '$.max_user_connections'), 0) AS max_user_connections,
       COALESCE(JSON_VALUE(priv, '$.account_locked'), false) = true AS locked
  FROM mysql.global_priv
 WHERE COALESCE(JSON_VALUE(priv, '$.is_role'), false) <> true
 ORDER BY user, host;
