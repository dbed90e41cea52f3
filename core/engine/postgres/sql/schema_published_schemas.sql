-- Schemas of publications. Before PostgreSQL 15 there is no catalog of them: what depends on both is one.
SELECT d.classid || '.' || d.objid || '.0', d.refclassid || '.' || d.refobjid || '.0', NULL, n.nspname, NULL
FROM pg_publication AS p
	CROSS JOIN LATERAL (SELECT * FROM pg_depend
		WHERE refclassid = p.tableoid AND refobjid = p.oid OFFSET 0) AS d
	CROSS JOIN LATERAL (SELECT * FROM pg_depend AS e WHERE e.classid = d.classid AND e.objid = d.objid
		AND e.refclassid = 'pg_namespace'::regclass OFFSET 0) AS e
	JOIN pg_namespace AS n ON n.oid = e.refobjid
ORDER BY d.refobjid, n.nspname;
