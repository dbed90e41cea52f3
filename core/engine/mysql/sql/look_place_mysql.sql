-- look_place.sql for MySQL 8, where InnoDB has its names as they are.
SELECT IF(EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES
                  WHERE PRIVILEGE_TYPE = 'PROCESS'
                    AND REPLACE(GRANTEE, '''', '') = CURRENT_USER()),
          COALESCE((SELECT CONCAT(COUNT(*), ':', BIT_XOR(CAST(CONV(LEFT(SHA2(TABLE_ID, 256), 16),
                                                                  16, 10) AS UNSIGNED)))
                    FROM information_schema.INNODB_TABLES
                    WHERE NAME = file
                       OR LEFT(NAME, CHAR_LENGTH(CONVERT(file USING utf8mb4)) + 3) IN
                          (CONCAT(file, '#P#'), CONCAT(file, '#p#'))
                    HAVING COUNT(*) > 0), '-'), '-')
FROM (SELECT CAST(CONCAT(COALESCE(?, DATABASE()), '/',
                         IF(@@lower_case_table_names = 0, name, LOWER(name))) AS BINARY) AS file
      FROM (SELECT ? AS name) AS given) AS wanted;
