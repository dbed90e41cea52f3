-- What REINDEX CONCURRENTLY has left behind of late, where nobody is at work on the table any more and
-- we may drop it. $1: the table or index that was named, as to_regclass() reads it, NULL: all; $2: what
-- witness_leftovers.sql gave before. With a table go its partitions and what they keep in TOAST tables.
WITH RECURSIVE
part (whole, part) AS (
	SELECT inhparent, inhrelid FROM pg_catalog.pg_inherits
	UNION ALL
	SELECT oid, reltoastrelid FROM pg_catalog.pg_class
	 WHERE reltoastrelid OPERATOR(pg_catalog.<>) 0::pg_catalog.oid
),
scope (oid) AS (
	SELECT COALESCE(entry.indrelid, named.oid)
	  FROM (SELECT pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid) AS named (oid)
	  LEFT JOIN pg_catalog.pg_index AS entry
	    ON entry.indexrelid OPERATOR(pg_catalog.=) named.oid
	UNION
	SELECT part.part
	  FROM part JOIN scope ON part.whole OPERATOR(pg_catalog.=) scope.oid
)
SELECT pg_catalog.format('%I.%I', space.nspname, class.relname) AS name
  FROM pg_catalog.pg_index AS entry
  JOIN pg_catalog.pg_class AS class
    ON class.oid OPERATOR(pg_catalog.=) entry.indexrelid
  JOIN pg_catalog.pg_namespace AS space
    ON space.oid OPERATOR(pg_catalog.=) class.relnamespace
 WHERE NOT entry.indisvalid
   AND class.relkind OPERATOR(pg_catalog.=) 'i'
   AND class.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$'
   AND NOT pg_catalog.jsonb_exists($2::pg_catalog.text::pg_catalog.jsonb,
                                   entry.indexrelid::pg_catalog.text)
   AND ($1::pg_catalog.text IS NULL
        OR entry.indrelid OPERATOR(pg_catalog.=) ANY (SELECT oid FROM scope))
   AND pg_catalog.pg_has_role(class.relowner, 'USAGE')
   AND NOT EXISTS (
       SELECT FROM pg_catalog.pg_locks AS locks
         JOIN pg_catalog.pg_stat_activity AS activity
           ON activity.pid OPERATOR(pg_catalog.=) locks.pid
        WHERE locks.relation OPERATOR(pg_catalog.=) entry.indrelid
          AND locks.database OPERATOR(pg_catalog.=) activity.datid
          AND locks.mode OPERATOR(pg_catalog.=) 'ShareUpdateExclusiveLock'
          AND locks.granted
          AND activity.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
          AND activity.usename IS NOT NULL)
 ORDER BY class.relname;
