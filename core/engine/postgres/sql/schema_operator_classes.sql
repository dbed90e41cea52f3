-- Operator classes: what comes after their name, in CREATE OPERATOR CLASS; their own operators and functions.
SELECT c.tableoid || '.' || c.oid || '.0', NULL, n.nspname, c.opcname, ' USING ' || quote_ident(m.amname),
	CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END || ' FOR TYPE ' || format_type(c.opcintype, NULL)
	|| ' USING ' || quote_ident(m.amname) || ' FAMILY ' || quote_ident(fn.nspname) || '.' || quote_ident(f.opfname)
	|| ' AS ' || coalesce(nullif(concat_ws(', ',
		CASE WHEN c.opckeytype <> 0 THEN 'STORAGE ' || format_type(c.opckeytype, NULL) END,
		(SELECT string_agg('OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::regoperator
			|| coalesce(' FOR ORDER BY ' || quote_ident(sn.nspname) || '.' || quote_ident(s.opfname), ''), ', '
			ORDER BY o.amopstrategy, o.amopopr::regoperator::text)
		 FROM pg_depend AS d JOIN pg_amop AS o ON o.oid = d.objid
			LEFT JOIN pg_opfamily AS s ON s.oid = o.amopsortfamily
			LEFT JOIN pg_namespace AS sn ON sn.oid = s.opfnamespace
		 WHERE d.refclassid = c.tableoid AND d.refobjid = c.oid AND d.classid = o.tableoid),
		(SELECT string_agg('FUNCTION ' || p.amprocnum || ' (' || format_type(p.amproclefttype, NULL) || ', '
			|| format_type(p.amprocrighttype, NULL) || ') ' || p.amproc::regprocedure, ', '
			ORDER BY p.amprocnum, p.amproc::regprocedure::text)
		 FROM pg_depend AS d JOIN pg_amproc AS p ON p.oid = d.objid
		 WHERE d.refclassid = c.tableoid AND d.refobjid = c.oid AND d.classid = p.tableoid)), ''), 'STORAGE ' || format_type(c.opcintype, NULL))
FROM pg_opclass AS c JOIN pg_namespace AS n ON n.oid = c.opcnamespace JOIN pg_am AS m ON m.oid = c.opcmethod
	JOIN pg_opfamily AS f ON f.oid = c.opcfamily JOIN pg_namespace AS fn ON fn.oid = f.opfnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = c.tableoid AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.opcname, 5;
