-- The constraints of a table: how many, and the sum of their names and types. Parameters: database
-- (NULL: the current one), table.
SELECT CONCAT(COUNT(*), ':', BIT_XOR(CAST(CONV(LEFT(SHA2(CONCAT_WS('|',
       QUOTE(CONSTRAINT_NAME), CONSTRAINT_TYPE), 256), 16), 16, 10) AS UNSIGNED)))
FROM information_schema.TABLE_CONSTRAINTS
WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?;
