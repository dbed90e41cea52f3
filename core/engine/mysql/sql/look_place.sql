-- Where InnoDB keeps the rows of a table: how many parts, and the sum of their numbers. TRUNCATE
-- gives new ones, RENAME takes them along. '-': not known, because it is no InnoDB table, or without
-- the PROCESS privilege, which is looked for first: the inner query would fail. InnoDB's names are
-- those of files. Parameters: database (NULL: the current one), table.
SELECT IF(EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES
                  WHERE PRIVILEGE_TYPE = 'PROCESS'
                    AND REPLACE(GRANTEE, '''', '') = CURRENT_USER()),
          COALESCE((SELECT CONCAT(COUNT(*), ':', BIT_XOR(CAST(CONV(LEFT(SHA2(TABLE_ID, 256), 16),
                                                                  16, 10) AS UNSIGNED)))
                    FROM information_schema.INNODB_SYS_TABLES
                    WHERE NAME = file OR LEFT(NAME, LENGTH(file) + 3) IN (CONCAT(file, '#P#'),
                                                                          CONCAT(file, '#p#'))
                    HAVING COUNT(*) > 0), '-'), '-')
FROM (SELECT CONCAT(CAST(CONVERT(COALESCE(?, DATABASE()) USING filename) AS BINARY), '/',
                    CAST(CONVERT(IF(@@lower_case_table_names = 0, name, LOWER(name))
                                 USING filename) AS BINARY)) AS file
      FROM (SELECT ? AS name) AS given) AS wanted;
