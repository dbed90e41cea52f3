-- Foreign data wrappers: their functions.
SELECT w.tableoid || '.' || w.oid || '.0', NULL, NULL, w.fdwname, NULL,
	CASE w.fdwhandler WHEN 0 THEN 'NO HANDLER' ELSE 'HANDLER ' || w.fdwhandler::regproc END
	|| CASE w.fdwvalidator WHEN 0 THEN ' NO VALIDATOR' ELSE ' VALIDATOR ' || w.fdwvalidator::regproc END
FROM pg_foreign_data_wrapper AS w
WHERE NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = w.tableoid AND d.objid = w.oid AND d.deptype = 'e')
ORDER BY w.fdwname;
