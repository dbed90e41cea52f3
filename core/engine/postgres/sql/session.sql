-- What a new connection has to know about its server and itself.
SELECT pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1) AS version,
       pg_catalog.current_setting('server_version_num') AS version_number,
       pg_catalog.split_part(pg_catalog.version(), ' ', 1) AS flavor,
       CURRENT_USER AS "user",
       pg_catalog.current_database() AS database,
       pg_catalog.pg_is_in_recovery() AS is_standby,
       pg_catalog.current_setting('default_transaction_read_only') AS default_read_only,
       pg_catalog.pg_backend_pid() AS backend_pid;
