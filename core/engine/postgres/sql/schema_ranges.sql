-- Range types: what CREATE TYPE .. AS RANGE has in its parentheses.
SELECT t.tableoid || '.' || t.oid || '.0', NULL, n.nspname, t.typname, NULL,
	'subtype = ' || format_type(r.rngsubtype, NULL)
	|| CASE WHEN o.opcdefault THEN '' ELSE
		', subtype_opclass = ' || quote_ident(o_n.nspname) || '.' || quote_ident(o.opcname) END
	|| CASE WHEN r.rngcollation = s.typcollation THEN '' ELSE coalesce(
		', collation = ' || quote_ident(c_n.nspname) || '.' || quote_ident(c.collname), '') END
	|| CASE WHEN r.rngsubdiff = 0 THEN '' ELSE ', subtype_diff = ' || r.rngsubdiff::regproc END
	|| coalesce(', multirange_type_name = ' || (to_jsonb(r) ->> 'rngmultitypid')::oid::regtype, '')
FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
	JOIN pg_range AS r ON r.rngtypid = t.oid
	JOIN pg_type AS s ON s.oid = r.rngsubtype
	JOIN pg_opclass AS o ON o.oid = r.rngsubopc
	JOIN pg_namespace AS o_n ON o_n.oid = o.opcnamespace
	LEFT JOIN pg_collation AS c ON c.oid = r.rngcollation
	LEFT JOIN pg_namespace AS c_n ON c_n.oid = c.collnamespace
WHERE t.typtype = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = t.tableoid AND d.objid = t.oid AND d.deptype = 'e')
ORDER BY n.nspname, t.typname;
