-- What a new connection has to know about its server and itself. $1: the process id that came with the
-- connection's cancel key; behind a pooler it is not the backend's.
--
-- A server can look while it works whether its client is still there (version 14, Linux). Where nobody
-- has said how often, it is told so here; the session of a pooler's client is not ours to set.
SELECT pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1) AS version,
       pg_catalog.current_setting('server_version_num') AS version_number,
       pg_catalog.split_part(pg_catalog.version(), ' ', 1) AS flavor,
       CURRENT_USER AS "user",
       pg_catalog.current_database() AS database,
       pg_catalog.pg_is_in_recovery() AS is_standby,
       pg_catalog.current_setting('default_transaction_read_only') AS default_read_only,
       pg_catalog.pg_backend_pid() AS backend_pid,
       (SELECT (pg_catalog.date_part('epoch', activity.backend_start)
                OPERATOR(pg_catalog.*) 1000000::pg_catalog.float8)::pg_catalog.int8
          FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) AS activity
       ) AS session_start_us,
       CASE WHEN pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $1::pg_catalog.int8
             AND pg_catalog.version() OPERATOR(pg_catalog.~) 'linux'
             AND pg_catalog.current_setting('client_connection_check_interval', true)
                 OPERATOR(pg_catalog.=) '0'
            THEN pg_catalog.set_config('client_connection_check_interval', '500ms', false)
       END AS watches_client;
