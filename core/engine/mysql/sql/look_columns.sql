-- The columns of a table: how many, and the sum of what each looks like. '?': none is shown to us.
-- Sums do not depend on group_concat_max_len. Parameters: database (NULL: the current one), table.
SELECT IF(COUNT(*) = 0, '?', CONCAT(COUNT(*), ':', BIT_XOR(CAST(CONV(LEFT(SHA2(CONCAT_WS('|',
       ORDINAL_POSITION, QUOTE(COLUMN_NAME), QUOTE(COLUMN_DEFAULT), IS_NULLABLE,
       QUOTE(COLUMN_TYPE), QUOTE(COLLATION_NAME), QUOTE(EXTRA), QUOTE(COLUMN_COMMENT),
       QUOTE(GENERATION_EXPRESSION)), 256), 16), 16, 10) AS UNSIGNED))))
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?;
