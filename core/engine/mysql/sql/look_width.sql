-- How many columns a table has. '?': none is shown to us. Parameters: database (NULL: the current one),
-- table.
SELECT IF(COUNT(*) = 0, '?', COUNT(*))
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?;
