-- Operators that are more than a name: what is in the parentheses of CREATE OPERATOR. Commutators and
-- negators name each other, as they would once both are made anew.
SELECT o.tableoid || '.' || o.oid || '.0', NULL, n.nspname, o.oprname,
	' (' || CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END || ', '
	|| CASE o.oprright WHEN 0 THEN 'NONE' ELSE format_type(o.oprright, NULL) END || ')',
	'FUNCTION = ' || o.oprcode::regproc
	|| CASE o.oprleft WHEN 0 THEN '' ELSE ', LEFTARG = ' || format_type(o.oprleft, NULL) END
	|| CASE o.oprright WHEN 0 THEN '' ELSE ', RIGHTARG = ' || format_type(o.oprright, NULL) END
	|| coalesce(', COMMUTATOR = OPERATOR(' || quote_ident(cn.nspname) || '.' || c.oprname || ')', '')
	|| coalesce(', NEGATOR = OPERATOR(' || quote_ident(gn.nspname) || '.' || g.oprname || ')', '')
	|| CASE o.oprrest::oid WHEN 0 THEN '' ELSE ', RESTRICT = ' || o.oprrest END
	|| CASE o.oprjoin::oid WHEN 0 THEN '' ELSE ', JOIN = ' || o.oprjoin END
	|| CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END
FROM pg_operator AS o JOIN pg_namespace AS n ON n.oid = o.oprnamespace
	LEFT JOIN pg_operator AS c ON c.oid = coalesce(nullif(o.oprcom, 0),
		(SELECT min(x.oid) FROM pg_operator AS x WHERE x.oprcom = o.oid))
	LEFT JOIN pg_namespace AS cn ON cn.oid = c.oprnamespace
	LEFT JOIN pg_operator AS g ON g.oid = coalesce(nullif(o.oprnegate, 0),
		(SELECT min(x.oid) FROM pg_operator AS x WHERE x.oprnegate = o.oid))
	LEFT JOIN pg_namespace AS gn ON gn.oid = g.oprnamespace
WHERE o.oprcode <> 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = o.tableoid AND d.objid = o.oid AND d.deptype = 'e')
ORDER BY n.nspname, o.oprname, 5;
