-- Statements that show what is in the database, for another call of the shell. Two databases with the
-- same lines hold the same.
SELECT 'PRAGMA integrity_check;';
SELECT 'PRAGMA foreign_key_check;';
SELECT 'PRAGMA user_version;';
SELECT 'PRAGMA application_id;';
SELECT 'SELECT type, name, tbl_name, sql FROM sqlite_master'
	|| ' WHERE tbl_name NOT LIKE ''godwit\_%'' ESCAPE ''\'' ORDER BY 1, 2;';
SELECT printf('SELECT ''row of %s'', * FROM "%w" ORDER BY 1, 2;', name, name)
	FROM sqlite_master
	WHERE type = 'table' AND name NOT LIKE 'godwit\_%' ESCAPE '\' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
	ORDER BY name;
