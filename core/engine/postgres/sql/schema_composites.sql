-- Composite types: "name" and its type, for each attribute.
SELECT t.tableoid || '.' || t.oid || '.0', NULL, n.nspname, t.typname, NULL,
	(SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
			|| coalesce(' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname), ''),
		E'\x1f' ORDER BY a.attnum)
	 FROM pg_attribute AS a JOIN pg_type AS b ON b.oid = a.atttypid
		LEFT JOIN pg_collation AS co ON co.oid = a.attcollation AND a.attcollation <> b.typcollation
		LEFT JOIN pg_namespace AS cn ON cn.oid = co.collnamespace
	 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), NULL
FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
	JOIN pg_class AS c ON c.oid = t.typrelid AND c.relkind = 'c'
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = t.tableoid AND d.objid = t.oid AND d.deptype = 'e')
ORDER BY n.nspname, t.typname;
