-- Schemas of publications. Before PostgreSQL 15 there is no catalog of them: what depends on both is one.
SELECT d.classid || '.' || d.objid || '.0', d.refclassid || '.' || d.refobjid || '.0', NULL, n.nspname, NULL
FROM pg_depend AS d
	JOIN pg_depend AS e ON e.classid = d.classid AND e.objid = d.objid
		AND e.refclassid = 'pg_namespace'::regclass
	JOIN pg_namespace AS n ON n.oid = e.refobjid
WHERE d.refclassid = 'pg_publication'::regclass
ORDER BY d.refobjid, n.nspname;
