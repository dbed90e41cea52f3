-- Tables, views, sequences and routines of all databases, all of them implied.
SELECT 'table' AS type, CONCAT(table_schema, '.', table_name) AS name, true AS implied
  FROM information_schema.tables
 WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'sys')
UNION ALL
SELECT LOWER(routine_type), CONCAT(routine_schema, '.', routine_name), true
  FROM information_schema.routines
 ORDER BY 1, 2;
