-- A database and how many tables are in it, since DROP DATABASE takes them away one by one. NULL:
-- there is none. Parameters: its name twice.
SELECT MAX(CONCAT('database:', (SELECT COUNT(*) FROM information_schema.TABLES
                                WHERE TABLE_SCHEMA = ?)))
FROM information_schema.SCHEMATA
WHERE SCHEMA_NAME = ?;
