-- Triggers that are not behind a constraint or part of a parent's: definition, when they fire.
SELECT t.tableoid || '.' || t.oid || '.0', c.tableoid || '.' || c.oid || '.0', NULL, t.tgname, NULL,
	pg_get_triggerdef(t.oid),
	CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND coalesce(to_jsonb(t) ->> 'tgparentid', '0') = '0'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = t.tableoid AND d.objid = t.oid AND d.deptype = 'i')
ORDER BY n.nspname, c.relname, t.tgname;
