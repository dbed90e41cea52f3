-- Schemas that a person made, and public.
SELECT n.tableoid || '.' || n.oid || '.0', NULL, NULL, n.nspname, NULL
FROM pg_namespace AS n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = n.tableoid AND d.objid = n.oid AND d.deptype = 'e')
ORDER BY n.nspname;
