-- The indexes of a table: how many columns they have, and the sum of what each looks like.
-- Parameters: database (NULL: the current one), table.
SELECT CONCAT(COUNT(*), ':', BIT_XOR(CAST(CONV(LEFT(SHA2(CONCAT_WS('|',
       SEQ_IN_INDEX, QUOTE(INDEX_NAME), NON_UNIQUE, QUOTE(COLUMN_NAME), QUOTE(COLLATION),
       QUOTE(SUB_PART), QUOTE(INDEX_TYPE), QUOTE(INDEX_COMMENT)), 256), 16), 16, 10) AS UNSIGNED)))
FROM information_schema.STATISTICS
WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?;
