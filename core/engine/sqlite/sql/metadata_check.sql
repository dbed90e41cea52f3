-- What is wrong with our tables, one finding a row. Names are compared without regard to case, as
-- SQLite does.
WITH ours (type, name, tbl_name, sql) AS (
	SELECT type, lower(name), lower(tbl_name), sql
	FROM sqlite_master
	WHERE lower(tbl_name) IN ('godwit_history', 'godwit_journal', 'godwit_lock')
),
-- Nothing but its text tells of a table's CHECKs. The word is in it as often as it has checksums, and
-- once more for the one CHECK that is ours: bare is the text without blanks.
checks (name, n, bare) AS (
	SELECT name, (length(sql) - length(replace(upper(sql), 'CHECK', ''))) / length('CHECK'),
	       upper(replace(replace(replace(replace(sql, ' ', ''), char(9), ''), char(10), ''),
	                     char(13), ''))
	FROM ours
	WHERE type = 'table'
),
expected (tbl_name, name) AS (
	VALUES
		('godwit_history', 'seq'), ('godwit_history', 'run_id'), ('godwit_history', 'event'),
		('godwit_history', 'version'), ('godwit_history', 'name'), ('godwit_history', 'kind'),
		('godwit_history', 'checksum'), ('godwit_history', 'checksum_up'),
		('godwit_history', 'checksum_down'), ('godwit_history', 'checksum_tokens'),
		('godwit_history', 'up_sql'), ('godwit_history', 'down_sql'),
		('godwit_history', 'source'), ('godwit_history', 'git_commit'),
		('godwit_history', 'git_dirty'), ('godwit_history', 'db_user'),
		('godwit_history', 'os_user'), ('godwit_history', 'os_host'),
		('godwit_history', 'ci_job'), ('godwit_history', 'tool_version'),
		('godwit_history', 'server_version'), ('godwit_history', 'reason'),
		('godwit_history', 'started_at'), ('godwit_history', 'duration_us'),
		('godwit_history', 'statements'), ('godwit_history', 'fingerprint'),
		('godwit_history', 'detail'), ('godwit_history', 'signer'),
		('godwit_history', 'signature'), ('godwit_history', 'prev_hash'),
		('godwit_history', 'hash'), ('godwit_journal', 'id'), ('godwit_journal', 'run_id'),
		('godwit_journal', 'version'), ('godwit_journal', 'direction'),
		('godwit_journal', 'checksum'), ('godwit_journal', 'statement'),
		('godwit_journal', 'state'), ('godwit_journal', 'connection_id'),
		('godwit_journal', 'session_start'), ('godwit_journal', 'objects'),
		('godwit_journal', 'fingerprint'), ('godwit_journal', 'at'), ('godwit_lock', 'name'),
		('godwit_lock', 'owner'), ('godwit_lock', 'host'), ('godwit_lock', 'pid'),
		('godwit_lock', 'epoch'), ('godwit_lock', 'acquired_at'), ('godwit_lock', 'expires_at')
),
actual (tbl_name, name, dflt_value, hidden) AS (
	SELECT ours.name, info.name, info.dflt_value, info.hidden
	FROM ours, pragma_table_xinfo(ours.name) AS info
	WHERE ours.type = 'table'
),
guard (name) AS (
	SELECT column.name
	FROM pragma_index_list('godwit_history') AS list, pragma_index_info(list.name) AS column
	WHERE list."unique" AND NOT list.partial
	  AND (SELECT count(*) FROM pragma_index_info(list.name)) = 1
	UNION ALL
	SELECT name FROM pragma_table_info('godwit_history')
	WHERE pk = 1
	UNION ALL
	SELECT '-> ' || "to"
	FROM pragma_foreign_key_list('godwit_history')
	WHERE lower("table") = 'godwit_history' AND "from" = 'prev_hash'
),
finding (place, what) AS (
	SELECT 0, 'absent'
	WHERE NOT EXISTS (SELECT 1 FROM ours WHERE name = 'godwit_history')
	UNION ALL
	-- They are made in one transaction: a database where only one is missing is no new one.
	SELECT 1, 'godwit_history is missing'
	WHERE EXISTS (SELECT 1 FROM ours WHERE name IN ('godwit_journal', 'godwit_lock'))
	  AND NOT EXISTS (SELECT 1 FROM ours WHERE name = 'godwit_history')
	UNION ALL
	SELECT 1, tbl_name || ' is missing'
	FROM (SELECT DISTINCT tbl_name FROM expected)
	WHERE EXISTS (SELECT 1 FROM ours WHERE name = 'godwit_history')
	  AND tbl_name NOT IN (SELECT name FROM ours)
	UNION ALL
	SELECT 2, name || ' is no ordinary table'
	FROM ours
	WHERE type = 'view' OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL%')
	UNION ALL
	SELECT 3, 'trigger ' || name || ' on ' || tbl_name
	FROM ours
	WHERE type = 'trigger'
	  AND sql NOT IN (SELECT 'CREATE TRIGGER godwit_guard_' || lower(event.word) || ' BEFORE ' ||
	                         event.word || ' ON godwit_history BEGIN' || char(10, 9) ||
	                         'SELECT RAISE(ABORT, ''rows of godwit_history are never changed'');' ||
	                         char(10) || 'END'
	                  FROM (SELECT 'UPDATE' AS word UNION ALL SELECT 'DELETE') AS event)
	UNION ALL
	SELECT 3, 'unexpected index ' || name || ' of ' || tbl_name
	FROM ours
	WHERE type = 'index' AND name NOT LIKE 'sqlite_autoindex_%'
	UNION ALL
	SELECT 4, 'unexpected column ' || name || ' of ' || tbl_name
	FROM actual
	WHERE hidden OR dflt_value IS NOT NULL
	   OR (tbl_name, name) NOT IN (SELECT tbl_name, name FROM expected)
	UNION ALL
	SELECT 5, 'missing column ' || name || ' of ' || tbl_name
	FROM expected
	WHERE tbl_name IN (SELECT tbl_name FROM actual)
	  AND (tbl_name, name) NOT IN (SELECT tbl_name, name FROM actual)
	UNION ALL
	SELECT 6, 'unexpected CHECK of ' || name
	FROM checks
	WHERE n <> CASE name WHEN 'godwit_history' THEN 5 WHEN 'godwit_journal' THEN 1 ELSE 0 END
	   OR (name = 'godwit_history' AND instr(bare, 'CHECK((SEQ=0)=(PREV_HASHISNULL))') = 0)
	UNION ALL
	SELECT 6, 'godwit_history lacks ' || wanted.what
	FROM (
		SELECT 'seq' AS name, 'PRIMARY KEY (seq)' AS what
		UNION ALL
		SELECT 'hash', 'UNIQUE (hash)'
		UNION ALL
		SELECT 'prev_hash', 'UNIQUE (prev_hash)'
		UNION ALL
		SELECT '-> hash', 'the foreign key prev_hash -> hash'
	) AS wanted
	WHERE 'godwit_history' IN (SELECT tbl_name FROM actual)
	  AND wanted.name NOT IN (SELECT name FROM guard)
)
SELECT what FROM finding ORDER BY place, what;
