-- Whether a table has an index that queries may use: 1, or 0. Parameters: index, database (NULL: the
-- current one), table.
SELECT COALESCE(MAX(INDEX_NAME = ? AND IGNORED = 'NO'), 0)
FROM information_schema.STATISTICS
WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?;
