-- The privileges of an account or role: how many, and the sum of what each looks like. '?': others
-- than our own are not shown to us. Parameters: user, host (NULL: not given).
SELECT IF((SELECT COUNT(DISTINCT GRANTEE) FROM information_schema.USER_PRIVILEGES) < 2, '?',
          CONCAT(COUNT(*), ':', BIT_XOR(CAST(CONV(LEFT(SHA2(privilege.what, 256), 16), 16, 10)
                                             AS UNSIGNED))))
FROM (SELECT ? AS user, ? AS host) AS wanted
JOIN (SELECT GRANTEE, CONCAT_WS('|', PRIVILEGE_TYPE, IS_GRANTABLE) AS what
      FROM information_schema.USER_PRIVILEGES
      UNION ALL
      SELECT GRANTEE, CONCAT_WS('|', PRIVILEGE_TYPE, IS_GRANTABLE, QUOTE(TABLE_SCHEMA))
      FROM information_schema.SCHEMA_PRIVILEGES
      UNION ALL
      SELECT GRANTEE, CONCAT_WS('|', PRIVILEGE_TYPE, IS_GRANTABLE, QUOTE(TABLE_SCHEMA),
                                QUOTE(TABLE_NAME))
      FROM information_schema.TABLE_PRIVILEGES
      UNION ALL
      SELECT GRANTEE, CONCAT_WS('|', PRIVILEGE_TYPE, IS_GRANTABLE, QUOTE(TABLE_SCHEMA),
                                QUOTE(TABLE_NAME), QUOTE(COLUMN_NAME))
      FROM information_schema.COLUMN_PRIVILEGES) AS privilege
  ON privilege.GRANTEE IN (CONCAT('''', wanted.user, '''@''', COALESCE(wanted.host, '%'), ''''),
                           CONCAT('''', wanted.user, '''@'''''));
