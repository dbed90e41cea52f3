-- Rules, but for those that make a view one.
SELECT r.tableoid || '.' || r.oid || '.0', c.tableoid || '.' || c.oid || '.0', NULL, r.rulename, NULL,
	rtrim(pg_get_ruledef(r.oid), ';'),
	CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END
FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname, r.rulename;
