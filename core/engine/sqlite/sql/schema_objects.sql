-- Everything that a person made, but for the tables behind virtual ones. A view that names what is not there
-- has no columns.
WITH list (name, type, ncol) AS MATERIALIZED (
	SELECT name, type, ncol FROM pragma_table_list WHERE schema = 'main'
)
SELECT object.type, object.name, object.tbl_name, object.sql, coalesce(list.type = 'virtual', 0),
       coalesce(list.type = 'view' AND list.ncol = 0, 0)
FROM main.sqlite_schema AS object LEFT JOIN list ON list.name = object.name
WHERE object.name NOT LIKE 'sqlite\_%' ESCAPE '\'
  AND object.tbl_name NOT IN (SELECT name FROM list WHERE type = 'shadow')
ORDER BY object.name;
