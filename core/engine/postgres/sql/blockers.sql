-- Who may be in the way of a statement. $1: the names in it, as to_regclass() reads them, in a JSON
-- array; those that name relations count. $2: whether who only reads is in its way; $3: whether who
-- has a snapshot is, whatever it was of. When nothing names a relation, whoever has been in a
-- transaction for a second may be it. What sessions of other roles do cannot be seen.
WITH RECURSIVE
named (oid) AS (
	SELECT pg_catalog.to_regclass(names.name)::pg_catalog.oid
	  FROM pg_catalog.jsonb_array_elements_text($1::pg_catalog.text::pg_catalog.jsonb)
	       AS names (name)
	 WHERE pg_catalog.to_regclass(names.name) IS NOT NULL
),
part (whole, part) AS (
	SELECT inhparent, inhrelid FROM pg_catalog.pg_inherits
	UNION ALL
	SELECT indexrelid, indrelid FROM pg_catalog.pg_index
),
relation (oid) AS (
	SELECT oid FROM named
	UNION
	SELECT part.part
	  FROM part JOIN relation ON part.whole OPERATOR(pg_catalog.=) relation.oid
),
here (oid) AS (
	SELECT oid FROM pg_catalog.pg_database
	 WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
),
lock (pid, virtual) AS (
	SELECT locks.pid, locks.virtualtransaction
	  FROM pg_catalog.pg_locks AS locks
	  JOIN relation ON locks.relation OPERATOR(pg_catalog.=) relation.oid
	  JOIN here ON locks.database OPERATOR(pg_catalog.=) here.oid
	 WHERE locks.granted
	   AND ($2::pg_catalog.bool OR locks.mode OPERATOR(pg_catalog.<>) 'AccessShareLock')
),
holder (pid) AS (
	SELECT pid FROM lock
	UNION
	SELECT activity.pid
	  FROM pg_catalog.pg_stat_activity AS activity
	  JOIN here ON activity.datid OPERATOR(pg_catalog.=) here.oid
	 WHERE CASE WHEN EXISTS (SELECT FROM named)
	            THEN $3::pg_catalog.bool AND activity.backend_xmin IS NOT NULL
	            ELSE activity.xact_start OPERATOR(pg_catalog.<)
	                 (pg_catalog.clock_timestamp()
	                  OPERATOR(pg_catalog.-) '1 second'::pg_catalog.interval) END
),
blocker (pid, gid, "user", application, state, since) AS (
	SELECT activity.pid, NULL, activity.usename, activity.application_name, activity.state,
	       CASE WHEN activity.state OPERATOR(pg_catalog.~~) 'idle in transaction%'
	            THEN activity.state_change ELSE activity.query_start END
	  FROM pg_catalog.pg_stat_activity AS activity
	  JOIN holder ON activity.pid OPERATOR(pg_catalog.=) holder.pid
	 WHERE activity.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
	UNION ALL
	SELECT NULL, prepared.gid, prepared.owner, NULL, NULL, prepared.prepared
	  FROM pg_catalog.pg_prepared_xacts AS prepared
	  JOIN pg_catalog.pg_locks AS own
	    ON own.transactionid OPERATOR(pg_catalog.=) prepared.transaction
	 WHERE own.pid IS NULL
	   AND own.virtualtransaction OPERATOR(pg_catalog.=) ANY (
	       SELECT lock.virtual FROM lock WHERE lock.pid IS NULL)
)
SELECT pid, gid, "user", application, state,
       (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) since)
        OPERATOR(pg_catalog.*) 1000000::pg_catalog.float8)::pg_catalog.int8 AS age_us
  FROM blocker
 ORDER BY since, pid;
