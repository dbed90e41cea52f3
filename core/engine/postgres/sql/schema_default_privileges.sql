-- Default privileges: role with schema, what for, and grants as schema_grants has them; where no schema
-- is said, those of everybody are there from the beginning.
SELECT a.tableoid || '.' || a.oid || '.0', NULL, NULL,
	CASE a.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
		WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END,
	' for ' || quote_ident(pg_get_userbyid(a.defaclrole)) || coalesce(' in ' || quote_ident(n.nspname), ''),
	'FOR ROLE ' || quote_ident(pg_get_userbyid(a.defaclrole))
	|| coalesce(' IN SCHEMA ' || quote_ident(n.nspname), ''),
	(SELECT string_agg(g.privileges || E'\t' || g.role || E'\t' || g.can_grant, E'\x1f'
			ORDER BY g.role, g.can_grant)
	 FROM (SELECT string_agg(e.privilege_type, ', ' ORDER BY e.privilege_type),
			CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END,
			CASE WHEN e.is_grantable THEN 'true' ELSE '' END
		FROM aclexplode(a.defaclacl) AS e WHERE e.grantee <> a.defaclrole
		GROUP BY e.grantee, e.is_grantable) AS g (privileges, role, can_grant)),
	CASE WHEN n.oid IS NULL THEN CASE a.defaclobjtype WHEN 'f' THEN E'EXECUTE\tPUBLIC\t'
		WHEN 'T' THEN E'USAGE\tPUBLIC\t' END END
FROM pg_default_acl AS a LEFT JOIN pg_namespace AS n ON n.oid = a.defaclnamespace
ORDER BY 4, 5;
