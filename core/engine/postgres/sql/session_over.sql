-- Whether a session and its transaction have ended. $1: its backend's process id, $2: when it began, in
-- microseconds, $3: the number of its transaction, 64 bits wide; 0 what is not known. Of the sessions
-- of other roles the beginning cannot be seen; who works as another role sees its own no better.
--
-- A transaction holds a lock on its own number until its end can be seen by everybody. (txid_status()
-- says the same, but fails for a number that a standby, now primary, has never heard of.)
SELECT NOT EXISTS (
       SELECT FROM pg_catalog.pg_stat_activity AS activity
        WHERE activity.pid OPERATOR(pg_catalog.=) $1::pg_catalog.int8
          AND (activity.backend_start IS NULL
               OR $2::pg_catalog.int8 OPERATOR(pg_catalog.=) 0::pg_catalog.int8
               OR (pg_catalog.date_part('epoch', activity.backend_start)
                   OPERATOR(pg_catalog.*) 1000000::pg_catalog.float8)::pg_catalog.int8
                  OPERATOR(pg_catalog.=) $2::pg_catalog.int8))
   AND NOT EXISTS (
       SELECT FROM pg_catalog.pg_locks AS locks
        WHERE locks.locktype OPERATOR(pg_catalog.=) 'transactionid'
          AND locks.mode OPERATOR(pg_catalog.=) 'ExclusiveLock'
          AND locks.granted
          AND locks.transactionid OPERATOR(pg_catalog.=)
              ($3::pg_catalog.int8 OPERATOR(pg_catalog.&) 4294967295::pg_catalog.int8)
              ::pg_catalog.text::pg_catalog.xid) AS is_over;
