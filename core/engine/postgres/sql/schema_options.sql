-- Options of wrappers, servers, user mappings (but for what may be secret), foreign tables and their columns.
SELECT 'option.' || o.classid || '.' || o.objid || '.' || o.subid || '.' || x.option_name,
	o.classid || '.' || o.objid || '.' || o.subid, NULL, x.option_name, NULL, coalesce(x.option_value, '')
FROM (SELECT tableoid, oid, 0, fdwoptions FROM pg_foreign_data_wrapper
	UNION ALL SELECT tableoid, oid, 0, srvoptions FROM pg_foreign_server
	UNION ALL SELECT 'pg_user_mapping'::regclass, umid, 0, umoptions FROM pg_user_mappings
	UNION ALL SELECT 'pg_class'::regclass, ftrelid, 0, ftoptions FROM pg_foreign_table
	UNION ALL SELECT 'pg_class'::regclass, a.attrelid, a.attnum, a.attfdwoptions
		FROM pg_foreign_table AS f JOIN pg_attribute AS a ON a.attrelid = f.ftrelid
	) AS o (classid, objid, subid, options),
	pg_options_to_table(o.options) AS x
WHERE o.classid <> 'pg_user_mapping'::regclass OR x.option_name !~* 'pass|secret|token|credential|key|certificate'
ORDER BY o.classid, o.objid, o.subid, x.option_name;
