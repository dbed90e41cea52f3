-- Collations: what is in the parentheses of CREATE COLLATION.
SELECT c.tableoid || '.' || c.oid || '.0', NULL, n.nspname, c.collname, NULL,
	'provider = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END
	|| CASE WHEN c.collprovider = 'c' THEN ', lc_collate = ' || quote_literal(c.collcollate)
			|| ', lc_ctype = ' || quote_literal(c.collctype)
		ELSE ', locale = ' || quote_literal(coalesce(to_jsonb(c) ->> 'colllocale',
			to_jsonb(c) ->> 'colliculocale', c.collcollate)) END
	|| CASE WHEN c.collisdeterministic THEN '' ELSE ', deterministic = false' END
	|| coalesce(', rules = ' || quote_literal(coalesce(to_jsonb(c) ->> 'collicurules',
		to_jsonb(c) ->> 'collrules')), ''), NULL
FROM pg_collation AS c JOIN pg_namespace AS n ON n.oid = c.collnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = c.tableoid AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.collname;
