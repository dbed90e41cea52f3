-- The columns of the table of one name in the current database: parameter is the name. Columns are those of
-- the other engines.
SELECT NULL, COLUMN_NAME, 1
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?
ORDER BY ORDINAL_POSITION;
