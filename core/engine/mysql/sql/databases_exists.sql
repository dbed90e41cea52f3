-- Whether there is a database of this name.
SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?;
