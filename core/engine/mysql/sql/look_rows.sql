-- The rows of a table whose engine counts them: a sum of its counters, and, after a stop, whether
-- every later change must show in them: MyISAM keeps the second of the last one. NULL: there is no
-- such table; '?': its counters tell nothing. Parameters: database (NULL: the current one), table.
SELECT IF(ENGINE IN ('MyISAM', 'Aria', 'MEMORY'),
          CONCAT_WS('.', LEFT(SHA2(CONCAT_WS('|', ENGINE, TABLE_ROWS, DATA_LENGTH, DATA_FREE,
                                             QUOTE(AUTO_INCREMENT), QUOTE(CHECKSUM),
                                             QUOTE(UPDATE_TIME)), 256), 16),
                    IF(ENGINE = 'MyISAM' AND UPDATE_TIME < NOW() - INTERVAL 1 SECOND, 1, 0)),
          '?')
FROM information_schema.TABLES
WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?;
