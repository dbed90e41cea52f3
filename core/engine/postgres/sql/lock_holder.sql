-- Who holds the run lock, or else who writes history without it (see lock_try.sql). $1, $2: the upper
-- and the lower half of its key; $3: the schema. Of the sessions of other users, only the user's name
-- is visible to those who are not allowed to read all statistics.
SELECT locks.pid,
       activity.usename AS "user",
       CASE WHEN activity.client_port OPERATOR(pg_catalog.=) -1 THEN 'this host'
            ELSE pg_catalog.host(activity.client_addr) END AS host,
       activity.application_name AS application,
       (pg_catalog.date_part('epoch', activity.backend_start)
        OPERATOR(pg_catalog.*) 1000000::pg_catalog.float8)::pg_catalog.int8 AS since_us
  FROM pg_catalog.pg_locks AS locks
  LEFT JOIN pg_catalog.pg_stat_activity AS activity
    ON activity.pid OPERATOR(pg_catalog.=) locks.pid
 WHERE locks.granted
   AND CASE
       WHEN locks.locktype OPERATOR(pg_catalog.=) 'advisory' THEN
            locks.objsubid OPERATOR(pg_catalog.=) 1::pg_catalog.int2
        AND locks.classid OPERATOR(pg_catalog.=) $1::pg_catalog.int8::pg_catalog.oid
        AND locks.objid OPERATOR(pg_catalog.=) $2::pg_catalog.int8::pg_catalog.oid
       WHEN locks.locktype OPERATOR(pg_catalog.=) 'relation' THEN
            locks.mode OPERATOR(pg_catalog.=) 'RowExclusiveLock'
        AND locks.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
        AND locks.relation OPERATOR(pg_catalog.=)
            pg_catalog.to_regclass(
                pg_catalog.concat(pg_catalog.quote_ident($3::pg_catalog.text),
                                  '.godwit_history'))::pg_catalog.oid
       ELSE false END
   AND locks.database OPERATOR(pg_catalog.=) (
       SELECT oid FROM pg_catalog.pg_database
        WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
 ORDER BY locks.locktype
 LIMIT 1;
