-- Foreign servers: type, version, wrapper.
SELECT s.tableoid || '.' || s.oid || '.0', NULL, NULL, s.srvname, NULL, s.srvtype, s.srvversion, w.fdwname
FROM pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
WHERE NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = s.tableoid AND d.objid = s.oid AND d.deptype = 'e')
ORDER BY s.srvname;
