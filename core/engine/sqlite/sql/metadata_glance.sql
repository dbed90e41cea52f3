-- Whether our tables are there, and as metadata_check wants them, as far as a glance can tell, in a fifth
-- of the time. No row: SQLite has the statements that made them, word for word (godwit_metadata_create() is
-- a function of the connection, see queries.c), and nothing hangs on them but the three indexes that come
-- with those. 'unsure': metadata_check has to tell, as something is wrong, or right in a rarer way (with the
-- guard, for instance).
SELECT what
FROM (
	SELECT CASE
	       WHEN count(*) = 0 THEN 'absent'
	       WHEN count(*) <> 6
	         OR sum(type = 'table'
	                AND instr(godwit_metadata_create() || ';',
	                          'CREATE TABLE IF NOT EXISTS '
	                          || substr(sql, length('CREATE TABLE .')) || ';') <> 0) <> 3
	         OR sum(type = 'index' AND sql IS NULL) <> 3 THEN 'unsure'
	       END AS what
	FROM sqlite_master
	WHERE lower(tbl_name) IN ('godwit_history', 'godwit_journal', 'godwit_lock')
)
WHERE what IS NOT NULL;
