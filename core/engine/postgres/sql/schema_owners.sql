-- Owners: address, name as SQL, whether that is who asks, and whether it is nothing to be told: who asks,
-- or the owner of the database.
SELECT o.classid || '.' || o.objid || '.0', quote_ident(pg_get_userbyid(o.owner)),
	pg_get_userbyid(o.owner) = current_user,
	pg_get_userbyid(o.owner) = current_user
		OR o.owner = (SELECT datdba FROM pg_database WHERE datname = current_database())
FROM (SELECT tableoid, oid, relowner FROM pg_class
	UNION ALL SELECT tableoid, oid, proowner FROM pg_proc
	UNION ALL SELECT tableoid, oid, typowner FROM pg_type
	UNION ALL SELECT tableoid, oid, nspowner FROM pg_namespace
	UNION ALL SELECT tableoid, oid, evtowner FROM pg_event_trigger
	UNION ALL SELECT tableoid, oid, stxowner FROM pg_statistic_ext) AS o (classid, objid, owner)
WHERE o.objid >= 16384;
