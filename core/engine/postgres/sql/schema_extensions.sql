-- Extensions, but for the one that each database begins with.
SELECT e.tableoid || '.' || e.oid || '.0', NULL, NULL, e.extname, NULL, n.nspname,
	CASE WHEN e.extrelocatable THEN 'true' END
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
ORDER BY e.extname;
