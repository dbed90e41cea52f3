-- The databases whose names begin with what is given.
SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE LOCATE(?, SCHEMA_NAME) = 1;
