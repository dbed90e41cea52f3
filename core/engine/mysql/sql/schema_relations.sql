-- Tables, views and sequences of the current database. No column here has the server open a table.
SELECT TABLE_NAME, TABLE_TYPE
FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> 'godwit_asleep'
ORDER BY CAST(TABLE_NAME AS BINARY);
