-- look_place.sql for MySQL 8, whose InnoDB has its names as they are.
SELECT IF(EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES
                  WHERE PRIVILEGE_TYPE = 'PROCESS'
                    AND REPLACE(GRANTEE, '''', '') = CURRENT_USER()),
          COALESCE((SELECT CONCAT(COUNT(*), ':', BIT_XOR(CAST(CONV(LEFT(SHA2(TABLE_ID, 256), 16),
                                                                  16, 10) AS UNSIGNED)))
                    FROM information_schema.INNODB_TABLES
                    WHERE SUBSTRING_INDEX(REPLACE(CAST(NAME AS BINARY), '#P#', '#p#'), '#p#', 1) =
                          CAST(CONCAT(COALESCE(?, DATABASE()), '/', wanted.name) AS BINARY)
                    HAVING COUNT(*) > 0), '-'), '-')
FROM (SELECT IF(@@lower_case_table_names = 0, given.name, LOWER(given.name)) AS name
      FROM (SELECT ? AS name) AS given) AS wanted;
