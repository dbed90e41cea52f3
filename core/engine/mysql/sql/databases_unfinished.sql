-- Whether the database is a copy that was begun and not completed: a mark is in it until it is whole.
SELECT COUNT(*) FROM information_schema.TABLES
 WHERE TABLE_SCHEMA = ? AND TABLE_NAME = 'godwit_unfinished' AND TABLE_COMMENT = 'mark of godwit';
