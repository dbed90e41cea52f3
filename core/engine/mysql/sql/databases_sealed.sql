-- Whether the database is a template: databases have nothing but a comment to say so.
SELECT SCHEMA_COMMENT = 'godwit template' FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?;
