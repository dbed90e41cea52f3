-- For how many locks all sessions together have room, by the manual; and the setting behind that.
-- Nothing where the server has no such setting.
SELECT pg_catalog.current_setting('max_locks_per_transaction', true)::pg_catalog.int8
       * (pg_catalog.current_setting('max_connections', true)::pg_catalog.int8
          + pg_catalog.current_setting('max_prepared_transactions', true)::pg_catalog.int8),
       'max_locks_per_transaction',
       pg_catalog.current_setting('max_locks_per_transaction', true);
