-- Materialized views: query, columns, options.
SELECT c.tableoid || '.' || c.oid || '.0', NULL, n.nspname, c.relname, NULL,
	rtrim(pg_get_viewdef(c.oid), ';'),
	(SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attcollation,
		E'\x1f' ORDER BY a.attnum)
	 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
	(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) AS o),
	ts.spcname, CASE WHEN am.amname <> 'heap' THEN am.amname END
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	LEFT JOIN pg_am AS am ON am.oid = c.relam
	LEFT JOIN pg_tablespace AS ts ON ts.oid = c.reltablespace
WHERE c.relkind = 'm' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = c.tableoid AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e')
ORDER BY n.nspname, c.relname;
