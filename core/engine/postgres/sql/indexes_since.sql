-- Of a table's indexes, the one with a name, or (no name) all that are new but for those of REINDEX
-- CONCURRENTLY. $1: the table, as to_regclass() reads it; $2: the index's name or NULL; $3: what
-- witness_indexes.sql gave before, NULL when it was not asked. Indexes of partitioned tables are left out: those that are not valid wait for
-- indexes of partitions, and nothing is built concurrently there.
--
-- Who builds or drops an index concurrently holds a certain lock on its table all the time, and of two
-- on one table the second waits. Autovacuum, which takes the lock too, is of no user.
SELECT pg_catalog.format('%I.%I', space.nspname, class.relname) AS name,
       NOT pg_catalog.jsonb_exists($3::pg_catalog.text::pg_catalog.jsonb,
                                   entry.indexrelid::pg_catalog.text) AS is_new,
       entry.indisvalid AS is_valid,
       entry.indisunique AS is_unique,
       (SELECT pg_catalog.concat('session ', locks.pid, ' of ', activity.usename)
          FROM pg_catalog.pg_locks AS locks
          JOIN pg_catalog.pg_stat_activity AS activity
            ON activity.pid OPERATOR(pg_catalog.=) locks.pid
         WHERE locks.relation OPERATOR(pg_catalog.=) entry.indrelid
           AND locks.database OPERATOR(pg_catalog.=) activity.datid
           AND locks.mode OPERATOR(pg_catalog.=) 'ShareUpdateExclusiveLock'
           AND locks.granted
           AND activity.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
           AND activity.usename IS NOT NULL
         LIMIT 1) AS builder
  FROM pg_catalog.pg_index AS entry
  JOIN pg_catalog.pg_class AS class
    ON class.oid OPERATOR(pg_catalog.=) entry.indexrelid
  JOIN pg_catalog.pg_namespace AS space
    ON space.oid OPERATOR(pg_catalog.=) class.relnamespace
 WHERE entry.indrelid OPERATOR(pg_catalog.=)
       pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid
   AND class.relkind OPERATOR(pg_catalog.=) 'i'
   AND CASE WHEN $2::pg_catalog.text IS NULL
            THEN NOT pg_catalog.jsonb_exists($3::pg_catalog.text::pg_catalog.jsonb,
                                             entry.indexrelid::pg_catalog.text)
                 AND class.relname OPERATOR(pg_catalog.!~) '_cc(new|old)[0-9]*$'
            ELSE class.relname OPERATOR(pg_catalog.=) $2::pg_catalog.text::pg_catalog.name END
 ORDER BY class.relname;
