-- The databases that we may see.
SELECT SCHEMA_NAME FROM information_schema.SCHEMATA;
