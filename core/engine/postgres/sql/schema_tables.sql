-- Tables: persistence, parents, bound, partition key, access method, options, tablespace, type, row
-- security.
SELECT c.tableoid || '.' || c.oid || '.0', NULL, n.nspname, c.relname, NULL,
	CASE c.relpersistence WHEN 'u' THEN 'true' END,
	i.parents,
	pg_get_expr(c.relpartbound, c.oid),
	CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
	CASE WHEN am.amname <> 'heap' THEN am.amname END,
	CASE WHEN c.reloptions IS NOT NULL OR t.reloptions IS NOT NULL THEN
		(SELECT string_agg(o.option, ', ' ORDER BY o.is_toast, o.option)
		 FROM (SELECT option, false FROM unnest(c.reloptions) AS option
			UNION ALL SELECT 'toast.' || option, true FROM unnest(t.reloptions) AS option) AS o (option, is_toast)) END,
	ts.spcname,
	CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END,
	CASE WHEN c.relrowsecurity THEN 'true' END,
	CASE WHEN c.relforcerowsecurity THEN 'true' END
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	LEFT JOIN (SELECT i.inhrelid, string_agg(quote_ident(pn.nspname) || '.' || quote_ident(p.relname),
			E'\x1f' ORDER BY i.inhseqno)
		FROM pg_inherits AS i JOIN pg_class AS p ON p.oid = i.inhparent
			JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
		GROUP BY i.inhrelid) AS i (child, parents) ON i.child = c.oid
	LEFT JOIN pg_class AS t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
	LEFT JOIN pg_am AS am ON am.oid = c.relam
	LEFT JOIN pg_tablespace AS ts ON ts.oid = c.reltablespace
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = c.tableoid AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e')
ORDER BY n.nspname, c.relname;
