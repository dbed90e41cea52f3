-- Operators and functions of a family that are of none of its classes: what they are.
SELECT o.tableoid || '.' || o.oid || '.0', d.refclassid || '.' || d.refobjid || '.0', NULL, 'OPERATOR ' || o.amopstrategy,
	' (' || format_type(o.amoplefttype, NULL) || ', ' || format_type(o.amoprighttype, NULL) || ')',
	' ' || o.amopopr::regoperator
	|| coalesce(' FOR ORDER BY ' || quote_ident(sn.nspname) || '.' || quote_ident(s.opfname), '')
FROM pg_depend AS d JOIN pg_amop AS o ON o.tableoid = d.classid AND o.oid = d.objid
	LEFT JOIN pg_opfamily AS s ON s.oid = o.amopsortfamily
	LEFT JOIN pg_namespace AS sn ON sn.oid = s.opfnamespace
WHERE d.refclassid = 'pg_opfamily'::regclass AND d.objid >= 16384 AND d.refobjid = o.amopfamily
UNION ALL
SELECT p.tableoid || '.' || p.oid || '.0', d.refclassid || '.' || d.refobjid || '.0', NULL, 'FUNCTION ' || p.amprocnum,
	' (' || format_type(p.amproclefttype, NULL) || ', ' || format_type(p.amprocrighttype, NULL) || ')',
	' (' || format_type(p.amproclefttype, NULL) || ', ' || format_type(p.amprocrighttype, NULL) || ') '
	|| p.amproc::regprocedure
FROM pg_depend AS d JOIN pg_amproc AS p ON p.tableoid = d.classid AND p.oid = d.objid
WHERE d.refclassid = 'pg_opfamily'::regclass AND d.objid >= 16384
ORDER BY 2, 4, 5;
