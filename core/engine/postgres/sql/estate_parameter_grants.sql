-- Rights on server parameters: from version 15 on.
SELECT COALESCE(role.rolname, 'public') AS grantee,
       'parameter' AS type,
       parameter.parname AS name,
       pg_catalog.lower(item.privilege_type) AS attribute,
       CASE WHEN pg_catalog.bool_or(item.is_grantable) THEN 'grantable' ELSE 'yes' END AS value,
       pg_catalog.bool_and(item.grantee = 10) AS implied
  FROM pg_catalog.pg_parameter_acl AS parameter,
       pg_catalog.aclexplode(parameter.paracl) AS item
  LEFT JOIN pg_catalog.pg_roles AS role ON role.oid = item.grantee
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4;
