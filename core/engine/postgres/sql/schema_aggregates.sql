-- Aggregates: arguments as CREATE AGGREGATE has them, and what is in the parentheses after them.
SELECT p.tableoid || '.' || p.oid || '.0', NULL, n.nspname, p.proname,
	'(' || CASE WHEN p.pronargs = 0 THEN '*' WHEN a.aggkind <> 'n' THEN pg_get_function_identity_arguments(p.oid)
		ELSE (SELECT string_agg(format_type(g.type, NULL), ', ' ORDER BY g.place)
			FROM unnest(p.proargtypes) WITH ORDINALITY AS g (type, place)) END || ')',
	CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END,
	'SFUNC = ' || a.aggtransfn::regproc || ', STYPE = ' || format_type(a.aggtranstype, NULL)
	|| CASE WHEN a.aggtransspace <> 0 THEN ', SSPACE = ' || a.aggtransspace ELSE '' END
	|| CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn::regproc ELSE '' END
	|| CASE WHEN a.aggfinalextra THEN ', FINALFUNC_EXTRA' ELSE '' END
	|| CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify
		WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END ELSE '' END
	|| CASE WHEN a.aggcombinefn <> 0 THEN ', COMBINEFUNC = ' || a.aggcombinefn::regproc ELSE '' END
	|| CASE WHEN a.aggserialfn <> 0 THEN ', SERIALFUNC = ' || a.aggserialfn::regproc ELSE '' END
	|| CASE WHEN a.aggdeserialfn <> 0 THEN ', DESERIALFUNC = ' || a.aggdeserialfn::regproc ELSE '' END
	|| CASE WHEN a.agginitval IS NOT NULL THEN ', INITCOND = ' || quote_literal(a.agginitval) ELSE '' END
	|| CASE WHEN a.aggmtransfn <> 0 THEN ', MSFUNC = ' || a.aggmtransfn::regproc
		|| ', MINVFUNC = ' || a.aggminvtransfn::regproc || ', MSTYPE = ' || format_type(a.aggmtranstype, NULL)
		ELSE '' END
	|| CASE WHEN a.aggmtransspace <> 0 THEN ', MSSPACE = ' || a.aggmtransspace ELSE '' END
	|| CASE WHEN a.aggmfinalfn <> 0 THEN ', MFINALFUNC = ' || a.aggmfinalfn::regproc ELSE '' END
	|| CASE WHEN a.aggmfinalextra THEN ', MFINALFUNC_EXTRA' ELSE '' END
	|| CASE WHEN a.aggminitval IS NOT NULL THEN ', MINITCOND = ' || quote_literal(a.aggminitval) ELSE '' END
	|| CASE WHEN a.aggsortop <> 0 THEN ', SORTOP = OPERATOR(' || (SELECT quote_ident(o_n.nspname) || '.' || o.oprname
		FROM pg_operator AS o JOIN pg_namespace AS o_n ON o_n.oid = o.oprnamespace WHERE o.oid = a.aggsortop)
		|| ')' ELSE '' END
	|| CASE WHEN a.aggkind = 'h' THEN ', HYPOTHETICAL' ELSE '' END
	|| CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' ELSE '' END
FROM pg_aggregate AS a JOIN pg_proc AS p ON p.oid = a.aggfnoid
	JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = p.tableoid AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
ORDER BY n.nspname, p.proname, 5;
