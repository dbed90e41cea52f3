-- look_account.sql for MySQL, where roles are accounts.
SELECT CASE WHEN SUM(GRANTEE = CONCAT('''', wanted.user, '''@''', COALESCE(wanted.host, '%'), '''')) > 0
            THEN 'account'
            WHEN COUNT(DISTINCT GRANTEE) < 2 THEN '?'
       END
FROM information_schema.USER_PRIVILEGES, (SELECT ? AS user, ? AS host) AS wanted;
