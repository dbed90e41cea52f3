-- Whether there is such an account or role. NULL: there is not; '?': others than our own are not
-- shown to us, which shows in that we see no other. Roles are shown to who may grant them.
-- Parameters: user, host (NULL: not given).
SELECT CASE WHEN SUM(GRANTEE IN (CONCAT('''', wanted.user, '''@''', COALESCE(wanted.host, '%'), ''''),
                                 CONCAT('''', wanted.user, '''@''''')))
                 + (SELECT COUNT(*) FROM information_schema.APPLICABLE_ROLES
                    WHERE ROLE_NAME = wanted.user AND wanted.host IS NULL) > 0 THEN 'account'
            WHEN COUNT(DISTINCT GRANTEE) < 2 THEN '?'
       END
FROM information_schema.USER_PRIVILEGES, (SELECT ? AS user, ? AS host) AS wanted;
