-- What is wrong with our tables, one finding a row. Each name is looked up by equality, which
-- spares the server from opening all tables of the database. Triggers are listed only to those who
-- may make them; they run with the rights of their maker here, so a planted one gains nothing. The
-- history's columns have their places, since its rows are inserted without naming them.
SELECT finding
FROM (
	SELECT 0 AS place, 'absent' AS finding
	FROM DUAL
	WHERE NOT EXISTS (SELECT 1 FROM information_schema.TABLES
	                  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history')
	UNION ALL
	SELECT 1, 'godwit_journal is missing'
	FROM information_schema.TABLES
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	  AND NOT EXISTS (SELECT 1 FROM information_schema.TABLES
	                  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_journal')
	UNION ALL
	SELECT 1, 'godwit_lock is missing'
	FROM information_schema.TABLES
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	  AND NOT EXISTS (SELECT 1 FROM information_schema.TABLES
	                  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_lock')
	UNION ALL
	SELECT 2, 'godwit_history is no InnoDB table'
	FROM information_schema.TABLES
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	  AND NOT (TABLE_TYPE = 'BASE TABLE' AND ENGINE <=> 'InnoDB')
	UNION ALL
	SELECT 2, 'godwit_journal is no InnoDB table'
	FROM information_schema.TABLES
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_journal'
	  AND NOT (TABLE_TYPE = 'BASE TABLE' AND ENGINE <=> 'InnoDB')
	UNION ALL
	SELECT 2, 'godwit_lock is no InnoDB table'
	FROM information_schema.TABLES
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_lock'
	  AND NOT (TABLE_TYPE = 'BASE TABLE' AND ENGINE <=> 'InnoDB')
	UNION ALL
	SELECT 3, CONCAT('trigger ', TRIGGER_NAME, ' on godwit_history')
	FROM information_schema.TRIGGERS
	WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = 'godwit_history'
	  AND NOT (CONCAT(TRIGGER_NAME, ':', ACTION_TIMING, ':', EVENT_MANIPULATION) IN
	           ('godwit_guard_update:BEFORE:UPDATE', 'godwit_guard_delete:BEFORE:DELETE')
	           AND ACTION_STATEMENT = CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ',
	                                         '''rows of godwit_history are never changed'''))
	UNION ALL
	SELECT 3, CONCAT('trigger ', TRIGGER_NAME, ' on godwit_journal')
	FROM information_schema.TRIGGERS
	WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = 'godwit_journal'
	UNION ALL
	SELECT 3, CONCAT('trigger ', TRIGGER_NAME, ' on godwit_lock')
	FROM information_schema.TRIGGERS
	WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = 'godwit_lock'
	UNION ALL
	SELECT 4, CONCAT('unexpected column ', COLUMN_NAME, ' (', DATA_TYPE, ') of godwit_history')
	FROM information_schema.COLUMNS
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	  AND NOT (EXTRA IN ('', 'auto_increment') AND COALESCE(COLUMN_DEFAULT, 'NULL') = 'NULL'
	           AND FIND_IN_SET(CONCAT(COLUMN_NAME, ':', DATA_TYPE), CONCAT(
	          'seq:bigint,run_id:varchar,event:varchar,version:varchar,name:text,',
	          'kind:varchar,checksum:char,checksum_up:char,checksum_down:char,',
	          'checksum_tokens:char,up_sql:longtext,down_sql:longtext,source:text,',
	          'git_commit:varchar,git_dirty:bigint,db_user:text,os_user:text,',
	          'os_host:text,ci_job:text,tool_version:varchar,server_version:varchar,',
	          'reason:text,started_at:bigint,duration_us:bigint,statements:bigint,',
	          'fingerprint:varchar,detail:longtext,signer:text,signature:text,',
	          'prev_hash:char,hash:char')) = ORDINAL_POSITION)
	UNION ALL
	SELECT 5, CONCAT('godwit_history has ', COUNT(*), ' columns instead of 31')
	FROM information_schema.COLUMNS
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	HAVING COUNT(*) BETWEEN 1 AND 30
	UNION ALL
	SELECT 4, CONCAT('unexpected column ', COLUMN_NAME, ' (', DATA_TYPE, ') of godwit_journal')
	FROM information_schema.COLUMNS
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_journal'
	  AND NOT (EXTRA IN ('', 'auto_increment') AND COALESCE(COLUMN_DEFAULT, 'NULL') = 'NULL'
	           AND FIND_IN_SET(CONCAT(COLUMN_NAME, ':', DATA_TYPE), CONCAT(
	          'id:bigint,run_id:varchar,version:varchar,direction:varchar,',
	          'checksum:char,statement:bigint,state:varchar,connection_id:bigint,',
	          'session_start:bigint,objects:longtext,fingerprint:longtext,at:bigint')))
	UNION ALL
	SELECT 5, CONCAT('godwit_journal has ', COUNT(*), ' columns instead of 12')
	FROM information_schema.COLUMNS
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_journal'
	HAVING COUNT(*) BETWEEN 1 AND 11
	UNION ALL
	SELECT 4, CONCAT('unexpected column ', COLUMN_NAME, ' (', DATA_TYPE, ') of godwit_lock')
	FROM information_schema.COLUMNS
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_lock'
	  AND NOT (EXTRA IN ('', 'auto_increment') AND COALESCE(COLUMN_DEFAULT, 'NULL') = 'NULL'
	           AND FIND_IN_SET(CONCAT(COLUMN_NAME, ':', DATA_TYPE), CONCAT(
	          'name:varchar,owner:varchar,host:text,pid:bigint,epoch:bigint,',
	          'acquired_at:bigint,expires_at:bigint')))
	UNION ALL
	SELECT 5, CONCAT('godwit_lock has ', COUNT(*), ' columns instead of 7')
	FROM information_schema.COLUMNS
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_lock'
	HAVING COUNT(*) BETWEEN 1 AND 6
	UNION ALL
	SELECT 6, 'godwit_history lacks UNIQUE (seq)'
	FROM information_schema.TABLES
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	  AND NOT EXISTS (SELECT 1 FROM information_schema.STATISTICS
	                  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	                    AND NON_UNIQUE = 0
	                  GROUP BY INDEX_NAME
	                  HAVING COUNT(*) = 1 AND MIN(COLUMN_NAME) = 'seq')
	UNION ALL
	SELECT 6, 'godwit_history lacks UNIQUE (hash)'
	FROM information_schema.TABLES
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	  AND NOT EXISTS (SELECT 1 FROM information_schema.STATISTICS
	                  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	                    AND NON_UNIQUE = 0
	                  GROUP BY INDEX_NAME
	                  HAVING COUNT(*) = 1 AND MIN(COLUMN_NAME) = 'hash')
	UNION ALL
	SELECT 6, 'godwit_history lacks UNIQUE (prev_hash)'
	FROM information_schema.TABLES
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	  AND NOT EXISTS (SELECT 1 FROM information_schema.STATISTICS
	                  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	                    AND NON_UNIQUE = 0
	                  GROUP BY INDEX_NAME
	                  HAVING COUNT(*) = 1 AND MIN(COLUMN_NAME) = 'prev_hash')
	UNION ALL
	SELECT 7, 'godwit_history lacks the foreign key prev_hash -> hash'
	FROM information_schema.TABLES
	WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	  AND NOT EXISTS (SELECT 1 FROM information_schema.KEY_COLUMN_USAGE
	                  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_history'
	                    AND COLUMN_NAME = 'prev_hash'
	                    AND REFERENCED_TABLE_SCHEMA = DATABASE()
	                    AND REFERENCED_TABLE_NAME = 'godwit_history'
	                    AND REFERENCED_COLUMN_NAME = 'hash')
) AS findings
ORDER BY place, finding;
