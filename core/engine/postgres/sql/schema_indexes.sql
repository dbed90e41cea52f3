-- Indexes that are not behind a constraint or part of a parent's: definition, on which the table is
-- clustered, statistics targets of expressions.
SELECT c.tableoid || '.' || c.oid || '.0', t.tableoid || '.' || t.oid || '.0', NULL, c.relname, NULL,
	CASE c.relkind WHEN 'I' THEN regexp_replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ')
		ELSE pg_get_indexdef(c.oid) END || coalesce(' TABLESPACE ' || quote_ident(ts.spcname), ''),
	CASE WHEN x.indisclustered THEN 'true' END,
	(SELECT string_agg(a.attnum || ' SET STATISTICS ' || a.attstattarget, E'\x1f' ORDER BY a.attnum)
	 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attstattarget >= 0),
	CASE WHEN NOT x.indisvalid AND c.relkind = 'i' THEN 'true' END
FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indexrelid
	JOIN pg_class AS t ON t.oid = x.indrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	LEFT JOIN pg_tablespace AS ts ON ts.oid = c.reltablespace
WHERE NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND c.oid NOT IN (SELECT d.objid FROM pg_depend AS d
	WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'i' AND d.refclassid = 'pg_constraint'::regclass)
ORDER BY n.nspname, t.relname, c.relname;
