-- Rights at each level, as the server keeps them: its views would show those of other roles with those
-- of a role. The bits of a global right are those of the server's source (sql/privilege.h).
WITH bits (attribute, bit) AS (
	SELECT 'select', 0 UNION ALL SELECT 'insert', 1 UNION ALL SELECT 'update', 2
	UNION ALL SELECT 'delete', 3 UNION ALL SELECT 'create', 4 UNION ALL SELECT 'drop', 5
	UNION ALL SELECT 'reload', 6 UNION ALL SELECT 'shutdown', 7 UNION ALL SELECT 'process', 8
	UNION ALL SELECT 'file', 9 UNION ALL SELECT 'grant option', 10
	UNION ALL SELECT 'references', 11 UNION ALL SELECT 'index', 12 UNION ALL SELECT 'alter', 13
	UNION ALL SELECT 'show databases', 14 UNION ALL SELECT 'super', 15
	UNION ALL SELECT 'create temporary tables', 16 UNION ALL SELECT 'lock tables', 17
	UNION ALL SELECT 'execute', 18 UNION ALL SELECT 'replication slave', 19
	UNION ALL SELECT 'binlog monitor', 20 UNION ALL SELECT 'create view', 21
	UNION ALL SELECT 'show view', 22 UNION ALL SELECT 'create routine', 23
	UNION ALL SELECT 'alter routine', 24 UNION ALL SELECT 'create user', 25
	UNION ALL SELECT 'event', 26 UNION ALL SELECT 'trigger', 27
	UNION ALL SELECT 'create tablespace', 28 UNION ALL SELECT 'delete history', 29
	UNION ALL SELECT 'set user', 30 UNION ALL SELECT 'federated admin', 31
	UNION ALL SELECT 'connection admin', 32 UNION ALL SELECT 'read_only admin', 33
	UNION ALL SELECT 'replication slave admin', 34
	UNION ALL SELECT 'replication master admin', 35 UNION ALL SELECT 'binlog admin', 36
	UNION ALL SELECT 'binlog replay', 37 UNION ALL SELECT 'slave monitor', 38
),
words (attribute, word) AS (
	SELECT 'select', 'Select' UNION ALL SELECT 'insert', 'Insert' UNION ALL SELECT 'update', 'Update'
	UNION ALL SELECT 'delete', 'Delete' UNION ALL SELECT 'create', 'Create'
	UNION ALL SELECT 'drop', 'Drop' UNION ALL SELECT 'grant option', 'Grant'
	UNION ALL SELECT 'references', 'References' UNION ALL SELECT 'index', 'Index'
	UNION ALL SELECT 'alter', 'Alter' UNION ALL SELECT 'create view', 'Create View'
	UNION ALL SELECT 'show view', 'Show view' UNION ALL SELECT 'trigger', 'Trigger'
	UNION ALL SELECT 'delete history', 'Delete versioning rows'
	UNION ALL SELECT 'execute', 'Execute' UNION ALL SELECT 'alter routine', 'Alter Routine'
),
rights AS (
	SELECT user, host, 'all' AS type, '' AS name, attribute
	  FROM mysql.global_priv
	  JOIN bits ON CAST(JSON_VALUE(priv, '$.access') AS unsigned) >> bit & 1
	UNION ALL
	SELECT user, host, 'database', db, attribute
	  FROM mysql.db JOIN bits
	    ON CASE attribute WHEN 'select' THEN select_priv WHEN 'insert' THEN insert_priv
	       WHEN 'update' THEN update_priv WHEN 'delete' THEN delete_priv
	       WHEN 'create' THEN create_priv WHEN 'drop' THEN drop_priv
	       WHEN 'grant option' THEN grant_priv WHEN 'references' THEN references_priv
	       WHEN 'index' THEN index_priv WHEN 'alter' THEN alter_priv
	       WHEN 'create temporary tables' THEN create_tmp_table_priv
	       WHEN 'execute' THEN execute_priv
	       WHEN 'lock tables' THEN lock_tables_priv WHEN 'create view' THEN create_view_priv
	       WHEN 'show view' THEN show_view_priv WHEN 'create routine' THEN create_routine_priv
	       WHEN 'alter routine' THEN alter_routine_priv WHEN 'event' THEN event_priv
	       WHEN 'trigger' THEN trigger_priv WHEN 'delete history' THEN delete_history_priv
	       END = 'Y'
	UNION ALL
	SELECT user, host, 'table', CONCAT(db, '.', table_name), attribute
	  FROM mysql.tables_priv JOIN words ON FIND_IN_SET(word, table_priv)
	UNION ALL
	SELECT user, host, 'column', CONCAT(db, '.', table_name, '.', column_name), attribute
	  FROM mysql.columns_priv JOIN words ON FIND_IN_SET(word, column_priv)
	UNION ALL
	SELECT user, host, LOWER(routine_type), CONCAT(db, '.', routine_name), attribute
	  FROM mysql.procs_priv JOIN words ON FIND_IN_SET(word, proc_priv)
)
SELECT CONCAT(user, IF(host = '', '', '@'), host) AS grantee,
       type,
       name,
       attribute,
       'yes' AS value,
       user IN ('mariadb.sys', 'root', 'mysql', 'PUBLIC') AS implied
  FROM rights
 ORDER BY 1, 2, 3, 4;
