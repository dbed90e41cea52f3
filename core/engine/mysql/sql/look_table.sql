-- How a table, view or sequence is made, but for its columns. NULL: there is none; '?': it cannot be
-- opened. Parameters: its database (NULL: the current one), its name.
SELECT IF(TABLE_TYPE = 'BASE TABLE' AND ENGINE IS NULL, '?', LEFT(SHA2(CONCAT_WS('|',
       TABLE_TYPE, IF(TABLE_TYPE LIKE '%VIEW', NULL, CONCAT_WS('|', QUOTE(ENGINE),
       QUOTE(ROW_FORMAT), QUOTE(TABLE_COLLATION), QUOTE(CREATE_OPTIONS), QUOTE(TABLE_COMMENT)))),
       256), 16))
FROM information_schema.TABLES
WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?;
