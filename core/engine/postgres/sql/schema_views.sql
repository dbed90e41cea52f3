-- Views: query, columns, options.
SELECT c.tableoid || '.' || c.oid || '.0', NULL, n.nspname, c.relname, NULL,
	rtrim(pg_get_viewdef(c.oid), ';'),
	(SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attcollation,
		E'\x1f' ORDER BY a.attnum)
	 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
	(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) AS o),
	(SELECT string_agg(quote_ident(a.attname) || ' SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), E'\x1f' ORDER BY a.attnum)
	 FROM pg_attrdef AS d JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
	 WHERE d.adrelid = c.oid)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'v' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = c.tableoid AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e')
ORDER BY n.nspname, c.relname;
