-- look_account.sql for MySQL, where roles are accounts.
SELECT CASE WHEN EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES
                         WHERE GRANTEE = CONCAT('''', user, '''@''', COALESCE(host, '%'), ''''))
            THEN 'account'
            WHEN (SELECT COUNT(DISTINCT GRANTEE) FROM information_schema.USER_PRIVILEGES) < 2
            THEN '?'
       END
FROM (SELECT ? AS user, ? AS host) AS wanted;
