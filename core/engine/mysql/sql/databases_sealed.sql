-- Whether the database is a template: an empty table marks it as one, since a database has no more than
-- a comment on MariaDB, and not even that on MySQL.
SELECT COUNT(*) FROM information_schema.TABLES
 WHERE TABLE_SCHEMA = ? AND TABLE_NAME = 'godwit_template' AND TABLE_COMMENT = 'mark of godwit';
