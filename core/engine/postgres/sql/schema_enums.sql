-- Enums: labels in their order.
SELECT t.tableoid || '.' || t.oid || '.0', NULL, n.nspname, t.typname, NULL,
	(SELECT string_agg(e.enumlabel, E'\x1f' ORDER BY e.enumsortorder)
	 FROM pg_enum AS e WHERE e.enumtypid = t.oid), NULL
FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = t.tableoid AND d.objid = t.oid AND d.deptype = 'e')
ORDER BY n.nspname, t.typname;
