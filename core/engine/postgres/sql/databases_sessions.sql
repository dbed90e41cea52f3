-- Who uses the database ($1), one line each. Vacuuming in the background gives way by itself.
SELECT pg_catalog.concat_ws(', ',
         pg_catalog.format('session %s of %s', pid, COALESCE(usename, '?')),
         NULLIF(application_name, ''), pg_catalog.host(client_addr), state)
  FROM pg_catalog.pg_stat_activity
 WHERE datname = $1
   AND pid <> pg_catalog.pg_backend_pid()
   AND backend_type IS DISTINCT FROM 'autovacuum worker'
UNION ALL
SELECT pg_catalog.format('prepared transaction %L of %s', gid, owner)
  FROM pg_catalog.pg_prepared_xacts
 WHERE database = $1
 ORDER BY 1;
