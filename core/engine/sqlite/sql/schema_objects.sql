-- Everything that a person made, but for the tables behind virtual ones.
WITH list (name, type) AS MATERIALIZED (
	SELECT name, type FROM pragma_table_list WHERE schema = 'main'
)
SELECT object.type, object.name, object.tbl_name, object.sql, coalesce(list.type = 'virtual', 0)
FROM main.sqlite_schema AS object LEFT JOIN list ON list.name = object.name
WHERE object.name NOT LIKE 'sqlite\_%' ESCAPE '\'
  AND object.tbl_name NOT IN (SELECT name FROM list WHERE type = 'shadow')
ORDER BY object.name;
