-- When a table was made or altered last; whose it is, there is no such thing.
SELECT NULL, CAST(UNIX_TIMESTAMP(create_time) * 1000000 AS SIGNED)
FROM information_schema.tables
WHERE table_schema = coalesce(?, database()) AND table_name = ?
