-- Text search dictionaries: template; options as CREATE has them.
SELECT d.tableoid || '.' || d.oid || '.0', NULL, n.nspname, d.dictname, NULL,
	quote_ident(tn.nspname) || '.' || quote_ident(t.tmplname),
	(SELECT string_agg(o[1] || ' = ' || o[2], E'\x1f' ORDER BY o[1])
	 FROM regexp_matches(d.dictinitoption, $$("(?:[^"]|"")+"|[^ =",]+) = (E?'(?:[^']|'')*'|[^ ,']+)$$, 'g') AS o)
FROM pg_ts_dict AS d JOIN pg_namespace AS n ON n.oid = d.dictnamespace
	JOIN pg_ts_template AS t ON t.oid = d.dicttemplate JOIN pg_namespace AS tn ON tn.oid = t.tmplnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS x
	WHERE x.classid = d.tableoid AND x.objid = d.oid AND x.deptype = 'e')
ORDER BY n.nspname, d.dictname;
