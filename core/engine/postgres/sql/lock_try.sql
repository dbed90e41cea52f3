-- The run lock, for as long as the session lives; and whether somebody writes history without it: what
-- a client has sent through a pooler goes on when the client is dead. $1: its key, $2: the schema.
-- $3: the process id that came with the connection's cancel key, where it is not known yet what kind of
-- session this is; nothing is taken then behind a pooler, or where nothing can be written.
SELECT CASE WHEN $3::pg_catalog.int8 IS NULL
              OR (pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $3::pg_catalog.int8
                  AND NOT pg_catalog.pg_is_in_recovery()
                  AND pg_catalog.current_setting('default_transaction_read_only')
                      OPERATOR(pg_catalog.=) 'off')
            THEN pg_catalog.pg_try_advisory_lock($1::pg_catalog.int8) END AS got,
       EXISTS (
       SELECT FROM pg_catalog.pg_locks AS locks
        WHERE locks.relation OPERATOR(pg_catalog.=)
              pg_catalog.to_regclass(
                  pg_catalog.concat(pg_catalog.quote_ident($2::pg_catalog.text),
                                    '.godwit_history'))::pg_catalog.oid
          AND locks.mode OPERATOR(pg_catalog.=) 'RowExclusiveLock'
          AND locks.granted
          AND locks.database OPERATOR(pg_catalog.=) (
              SELECT oid FROM pg_catalog.pg_database
               WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
       ) AS is_busy;
