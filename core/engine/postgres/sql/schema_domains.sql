-- Domains: base type, collation where it is not that of the type, default, not null.
SELECT t.tableoid || '.' || t.oid || '.0', NULL, n.nspname, t.typname, NULL,
	format_type(t.typbasetype, t.typtypmod) || coalesce(' COLLATE ' || quote_ident(cn.nspname) || '.'
		|| quote_ident(co.collname), ''),
	pg_get_expr(t.typdefaultbin, 0), CASE WHEN t.typnotnull THEN 'true' END, NULL
FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
	JOIN pg_type AS b ON b.oid = t.typbasetype
	LEFT JOIN pg_collation AS co ON co.oid = t.typcollation AND t.typcollation <> b.typcollation
	LEFT JOIN pg_namespace AS cn ON cn.oid = co.collnamespace
WHERE t.typtype = 'd' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = t.tableoid AND d.objid = t.oid AND d.deptype = 'e')
ORDER BY n.nspname, t.typname;
