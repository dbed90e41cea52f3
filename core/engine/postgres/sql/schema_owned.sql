-- Sequences that go with a column.
SELECT 'owned.' || d.objid || '.0', d.classid || '.' || d.objid || '.0', NULL, 'owner', NULL,
	quote_ident(n.nspname) || '.' || quote_ident(c.relname) || '.' || quote_ident(a.attname),
	d.refclassid || '.' || d.refobjid || '.' || d.refobjsubid
FROM pg_depend AS d
	JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
	JOIN pg_class AS c ON c.oid = d.refobjid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.classid = s.tableoid AND d.refclassid = c.tableoid AND d.deptype = 'a'
ORDER BY d.objid;
