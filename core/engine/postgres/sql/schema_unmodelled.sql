-- What a person made, and no kind describes: kind, name.
SELECT u.kind, u.name
FROM (SELECT 'base type', t.tableoid, t.oid, n.nspname || '.' || t.typname
		FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
		WHERE t.typtype = 'b' AND t.typelem = 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	-- Of these everybody may read some columns only, and no extension has any.
	UNION ALL SELECT 'subscription', 'pg_subscription'::regclass, 16384, subname FROM pg_subscription
		WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
	UNION ALL SELECT 'language', tableoid, oid, lanname FROM pg_language
	UNION ALL SELECT 'conversion', tableoid, oid, conname FROM pg_conversion
	UNION ALL SELECT 'access method', tableoid, oid, amname FROM pg_am
	UNION ALL SELECT 'transform', tableoid, oid, trftype::regtype || '' FROM pg_transform
	UNION ALL SELECT 'text search parser', tableoid, oid, prsname FROM pg_ts_parser
	UNION ALL SELECT 'text search template', tableoid, oid, tmplname FROM pg_ts_template
	UNION ALL SELECT 'security label', s.classoid, s.objoid, s.provider || ' on ' || s.objoid FROM pg_seclabel AS s
	) AS u (kind, classid, objid, name)
WHERE u.objid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = u.classid AND d.objid = u.objid AND d.deptype IN ('e', 'i'))
ORDER BY u.kind, u.name;
