-- The columns of tables of one name, whatever their database: parameter is the name. Behind
-- schema and column, whether that is the current database, and the table's name as it is.
SELECT TABLE_SCHEMA, COLUMN_NAME, TABLE_SCHEMA = DATABASE(), TABLE_NAME
FROM information_schema.COLUMNS
WHERE TABLE_NAME = ?
ORDER BY TABLE_SCHEMA, ORDINAL_POSITION;
