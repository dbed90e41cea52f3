-- Rights on what belongs to the whole server: tablespaces.
WITH target AS (
	SELECT 'tablespace'::text AS type, spcname::text AS name, spcacl AS acl,
	       pg_catalog.acldefault('t', spcowner) AS usual
	  FROM pg_catalog.pg_tablespace
),
has AS (
	SELECT type, name, item.grantee, item.privilege_type,
	       pg_catalog.bool_or(item.is_grantable) AS is_grantable
	  FROM target, pg_catalog.aclexplode(COALESCE(acl, usual)) AS item
	 GROUP BY type, name, item.grantee, item.privilege_type
),
usually AS (
	SELECT type, name, item.grantee, item.privilege_type, item.is_grantable
	  FROM target, pg_catalog.aclexplode(usual) AS item
)
SELECT COALESCE(role.rolname, 'public') AS grantee,
       type,
       name,
       pg_catalog.lower(privilege_type) AS attribute,
       CASE WHEN has.is_grantable IS NULL THEN 'no' WHEN has.is_grantable THEN 'grantable'
            ELSE 'yes' END AS value,
       has.is_grantable IS NOT DISTINCT FROM usually.is_grantable AS implied
  FROM has FULL JOIN usually USING (type, name, grantee, privilege_type)
  LEFT JOIN pg_catalog.pg_roles AS role ON role.oid = grantee
 ORDER BY 1, 2, 3, 4;
