-- Roles.
SELECT user AS name
  FROM mysql.global_priv
 WHERE JSON_VALUE(priv, '$.is_role') = true
 ORDER BY user;
