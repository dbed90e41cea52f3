-- Routines of the current database, with their sql_mode where it is not the session's.
SELECT ROUTINE_NAME, ROUTINE_TYPE, DEFINER, NULLIF(SQL_MODE, @@sql_mode)
FROM information_schema.ROUTINES
WHERE ROUTINE_SCHEMA = DATABASE()
ORDER BY ROUTINE_TYPE, CAST(ROUTINE_NAME AS BINARY);
