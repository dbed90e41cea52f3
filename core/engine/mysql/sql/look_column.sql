-- Whether a table has a column: 1, or 0. '?': none of its columns is shown to us. Parameters: column,
-- database (NULL: the current one), table.
SELECT IF(COUNT(*) = 0, '?', MAX(COLUMN_NAME = ?))
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?;
