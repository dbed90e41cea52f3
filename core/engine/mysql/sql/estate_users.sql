-- Users, with the verifiers of their passwords. The server's own, and root as it was installed, are
-- implied. Parts of a second in max_statement_time are not told.
SELECT CONCAT(user, '@', host) AS name,
       user IN ('mariadb.sys', 'root', 'mysql') AS implied,
       COALESCE(NULLIF(JSON_VALUE(priv, '$.plugin'), ''), 'mysql_native_password') AS plugin,
       CASE COALESCE(NULLIF(JSON_VALUE(priv, '$.plugin'), ''), 'mysql_native_password')
       WHEN 'mysql_native_password' THEN COALESCE(JSON_VALUE(priv, '$.authentication_string'), '')
       ELSE '' END AS password,
       CASE JSON_VALUE(priv, '$.ssl_type') WHEN 1 THEN 'ssl' WHEN 2 THEN 'x509'
       WHEN 3 THEN IF(CONCAT(COALESCE(JSON_VALUE(priv, '$.x509_issuer'), ''),
                             COALESCE(JSON_VALUE(priv, '$.x509_subject'), '')) = '', 'ssl', 'x509')
       ELSE 'none' END AS `require`,
       COALESCE(JSON_VALUE(priv, '$.x509_issuer'), '') AS issuer,
       COALESCE(JSON_VALUE(priv, '$.x509_subject'), '') AS subject,
       COALESCE(JSON_VALUE(priv, '$.ssl_cipher'), '') AS cipher,
       COALESCE(JSON_VALUE(priv, '$.max_questions'), 0) AS max_queries,
       COALESCE(JSON_VALUE(priv, '$.max_updates'), 0) AS max_updates,
       COALESCE(JSON_VALUE(priv, '$.max_connections'), 0) AS max_connections,
       COALESCE(JSON_VALUE(priv, '$.max_user_connections'), 0) AS max_user_connections,
       CASE WHEN COALESCE(JSON_VALUE(priv, '$.max_statement_time'), 0) % 1 = 0
       THEN CAST(CAST(COALESCE(JSON_VALUE(priv, '$.max_statement_time'), 0) AS decimal(20, 6))
                 AS unsigned)
       END AS max_statement_time,
       COALESCE(JSON_VALUE(priv, '$.password_lifetime'), -1) AS password_lifetime,
       COALESCE(JSON_VALUE(priv, '$.account_locked'), false) = true AS locked
  FROM mysql.global_priv
 WHERE COALESCE(JSON_VALUE(priv, '$.is_role'), false) <> true
 ORDER BY user, host;
