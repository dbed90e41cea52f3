-- Whether there is such an account or role. NULL: there is not; '?': others than our own are not
-- shown to us, which shows in that we see no other. Roles are shown to who may grant them.
-- Parameters: user, host (NULL: not given).
SELECT CASE WHEN EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES
                         WHERE GRANTEE = CONCAT('''', user, '''@''', COALESCE(host, '%'), ''''))
              OR EXISTS (SELECT 1 FROM information_schema.APPLICABLE_ROLES
                         WHERE ROLE_NAME = user AND host IS NULL)
            THEN 'account'
            WHEN (SELECT COUNT(DISTINCT GRANTEE) FROM information_schema.USER_PRIVILEGES) < 2
            THEN '?'
       END
FROM (SELECT ? AS user, ? AS host) AS wanted;
