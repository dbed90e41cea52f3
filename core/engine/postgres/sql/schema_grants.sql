-- Grants but for those of the owner: address, then privileges, to whom, and whether they can hand them on.
-- Nobody else has rights on new relations. Rows and arrays of a table have the rights of no object.
SELECT g.address, string_agg(g.privilege, ', ' ORDER BY g.privilege),
	CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
	CASE WHEN g.is_grantable THEN 'true' END
FROM (SELECT o.classid || '.' || o.objid || '.' || o.subid AS address, e.grantee, e.is_grantable,
		e.privilege_type || coalesce(' (' || quote_ident(o.attname) || ')', '') AS privilege
	FROM (SELECT tableoid, oid, 0, NULL, relowner, relacl FROM pg_class WHERE relacl IS NOT NULL
		UNION ALL SELECT c.tableoid, c.oid, a.attnum, a.attname, c.relowner, a.attacl
			FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid WHERE a.attacl IS NOT NULL
		UNION ALL SELECT tableoid, oid, 0, NULL, proowner, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc
		UNION ALL SELECT tableoid, oid, 0, NULL, typowner, coalesce(typacl, acldefault('T', typowner)) FROM pg_type
			WHERE typtype IN ('e', 'd', 'r')
			   OR typtype = 'c' AND EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind = 'c')
		UNION ALL SELECT tableoid, oid, 0, NULL, fdwowner, fdwacl FROM pg_foreign_data_wrapper
		UNION ALL SELECT tableoid, oid, 0, NULL, srvowner, srvacl FROM pg_foreign_server
		UNION ALL SELECT tableoid, oid, 0, NULL, nspowner, coalesce(nspacl, acldefault('n', nspowner))
			FROM pg_namespace) AS o (classid, objid, subid, attname, owner, acl),
		aclexplode(o.acl) AS e
	WHERE e.grantee <> o.owner AND o.objid >= 16384) AS g
GROUP BY g.address, g.grantee, g.is_grantable
ORDER BY g.address, 3, 4;
