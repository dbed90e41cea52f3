-- Defaults of columns.
SELECT d.tableoid || '.' || d.oid || '.0', c.tableoid || '.' || c.oid || '.' || a.attnum, NULL, 'default', NULL,
	pg_get_expr(d.adbin, d.adrelid)
FROM pg_attrdef AS d JOIN pg_class AS c ON c.oid = d.adrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	CROSS JOIN LATERAL (SELECT * FROM pg_attribute
		WHERE attrelid = d.adrelid AND attnum = d.adnum OFFSET 0) AS a
WHERE c.relkind IN ('r', 'p', 'f') AND a.attgenerated = ''
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname, a.attnum;
