-- The verifiers of passwords, for whoever may see them.
SELECT role.rolname, COALESCE(role.rolpassword, '') AS password
  FROM pg_catalog.pg_authid AS role
 ORDER BY role.rolname;
