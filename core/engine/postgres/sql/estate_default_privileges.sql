-- ALTER DEFAULT PRIVILEGES, compared with the rights that new objects have without it. Those for one
-- schema only add to them. Who never altered any has the usual ones, of which PUBLIC has some.
WITH altered AS (
	SELECT defaclrole AS creator, defaclobjtype AS type, defaclnamespace AS space, defaclacl AS acl
	  FROM pg_catalog.pg_default_acl
),
target AS (
	SELECT role.rolname AS creator,
	       CASE type WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
	       WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' WHEN 'L' THEN 'large objects' END AS type,
	       COALESCE(space.nspname, '') AS schema,
	       acl,
	       CASE WHEN altered.space = 0
	       THEN pg_catalog.acldefault(CASE type WHEN 'S' THEN 's' ELSE type END, altered.creator)
	       END AS usual
	  FROM (SELECT * FROM altered
	        UNION ALL
	        SELECT role.oid, type, 0, pg_catalog.acldefault(type, role.oid)
	          FROM pg_catalog.pg_roles AS role,
	               (VALUES ('f'::"char"), ('T'::"char")) AS usually (type)
	         WHERE NOT EXISTS (SELECT FROM altered
	                            WHERE altered.creator = role.oid AND altered.space = 0
	                              AND altered.type = usually.type)) AS altered
	  JOIN pg_catalog.pg_roles AS role ON role.oid = altered.creator
	  LEFT JOIN pg_catalog.pg_namespace AS space ON space.oid = altered.space
),
has AS (
	SELECT creator, type, schema, item.grantee, item.privilege_type,
	       pg_catalog.bool_or(item.is_grantable) AS is_grantable
	  FROM target, pg_catalog.aclexplode(acl) AS item
	 GROUP BY creator, type, schema, item.grantee, item.privilege_type
),
usually AS (
	SELECT creator, type, schema, item.grantee, item.privilege_type, item.is_grantable
	  FROM target, pg_catalog.aclexplode(usual) AS item
)
SELECT creator,
       COALESCE(role.rolname, 'public') AS grantee,
       type,
       schema,
       pg_catalog.lower(privilege_type) AS attribute,
       CASE WHEN has.is_grantable IS NULL THEN 'no' WHEN has.is_grantable THEN 'grantable'
            ELSE 'yes' END AS value,
       has.is_grantable IS NOT DISTINCT FROM usually.is_grantable AS implied
  FROM has FULL JOIN usually USING (creator, type, schema, grantee, privilege_type)
  LEFT JOIN pg_catalog.pg_roles AS role ON role.oid = grantee
 ORDER BY 1, 2, 3, 4, 5;
