-- The run lock, for as long as the session lives; and whether somebody writes history without it: what
-- a client has sent through a pooler goes on when the client is dead. $1: its key, $2: the schema.
SELECT pg_catalog.pg_try_advisory_lock($1::pg_catalog.int8) AS got,
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
