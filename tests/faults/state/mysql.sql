-- Statements that show what is in the database, for another call of the client. What they print is
-- sorted: two databases with the same lines hold the same.
SELECT concat('SHOW CREATE ', IF(table_type = 'VIEW', 'VIEW', IF(table_type = 'SEQUENCE', 'SEQUENCE',
		'TABLE')), ' `', table_name, '`;')
	FROM information_schema.tables
	WHERE table_schema = database() AND table_name NOT LIKE 'godwit\_%';
SELECT concat('SELECT ''row of ', table_name, ''', r.* FROM `', table_name, '` r;')
	FROM information_schema.tables
	WHERE table_schema = database() AND table_name NOT LIKE 'godwit\_%' AND table_type = 'BASE TABLE';
SELECT concat('SHOW CREATE ', routine_type, ' `', routine_name, '`;')
	FROM information_schema.routines WHERE routine_schema = database();
-- SHOW CREATE TRIGGER would tell when it was made.
SELECT concat('SELECT trigger_name, action_timing, event_manipulation, event_object_table,
		action_statement FROM information_schema.triggers WHERE trigger_schema = database();');
-- Users are the server's, and named after the database that they belong to.
SELECT concat('SHOW CREATE USER ', quote(user), '@', quote(host), '; SHOW GRANTS FOR ', quote(user), '@',
		quote(host), ';')
	FROM mysql.user WHERE user LIKE concat('u\_', database(), '%');
