-- The run lock, for as long as the transaction lives: behind a pooler. Such a transaction may take its
-- time (version 17 limits that). Parameters and columns are those of lock_try.sql.
SELECT pg_catalog.pg_try_advisory_xact_lock($1::pg_catalog.int8) AS got,
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
       ) AS is_busy,
       CASE WHEN pg_catalog.current_setting('transaction_timeout', true)
                 OPERATOR(pg_catalog.<>) '0'
            THEN pg_catalog.set_config('transaction_timeout', '0', true) END AS timeout;
