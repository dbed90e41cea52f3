-- Procedures: definition, arguments, result.
SELECT p.tableoid || '.' || p.oid || '.0', NULL, n.nspname, p.proname,
	'(' || coalesce((SELECT string_agg(format_type(a.type, NULL), ', ' ORDER BY a.place)
		FROM unnest(p.proargtypes) WITH ORDINALITY AS a (type, place)), '') || ')',
	rtrim(pg_get_functiondef(p.oid), E'\n'), pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE p.prokind = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = p.tableoid AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
ORDER BY n.nspname, p.proname, 5;
