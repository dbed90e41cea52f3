-- Owners other than who asks: address, name as SQL, whether it is nothing to be told: that of the database.
SELECT o.classid || '.' || o.objid || '.0', quote_ident(r.rolname),
	r.oid = (SELECT datdba FROM pg_database WHERE datname = current_database())
FROM (SELECT tableoid, oid, relowner FROM pg_class WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c')
	UNION ALL SELECT tableoid, oid, proowner FROM pg_proc
	UNION ALL SELECT tableoid, oid, typowner FROM pg_type WHERE typtype IN ('e', 'd', 'r', 'c')
	UNION ALL SELECT tableoid, oid, nspowner FROM pg_namespace
	UNION ALL SELECT tableoid, oid, evtowner FROM pg_event_trigger
	UNION ALL SELECT tableoid, oid, collowner FROM pg_collation
	UNION ALL SELECT tableoid, oid, pubowner FROM pg_publication
	UNION ALL SELECT tableoid, oid, fdwowner FROM pg_foreign_data_wrapper
	UNION ALL SELECT tableoid, oid, srvowner FROM pg_foreign_server
	UNION ALL SELECT tableoid, oid, oprowner FROM pg_operator
	UNION ALL SELECT tableoid, oid, opfowner FROM pg_opfamily
	UNION ALL SELECT tableoid, oid, opcowner FROM pg_opclass
	UNION ALL SELECT tableoid, oid, dictowner FROM pg_ts_dict
	UNION ALL SELECT tableoid, oid, cfgowner FROM pg_ts_config
	UNION ALL SELECT tableoid, oid, stxowner FROM pg_statistic_ext) AS o (classid, objid, owner)
	JOIN pg_roles AS r ON r.oid = o.owner
WHERE o.objid >= 16384 AND r.rolname <> current_user;
