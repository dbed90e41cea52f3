-- Which roles the connected user can act as. $1: 'SET' from version 16 on, before it 'MEMBER'.
SELECT role.rolname,
       pg_catalog.pg_has_role(role.oid, 'USAGE') AS inherits,
       pg_catalog.pg_has_role(role.oid, $1) AS becomes,
       pg_catalog.pg_has_role(role.oid, 'MEMBER WITH ADMIN OPTION') AS administers,
       role.rolsuper
  FROM pg_catalog.pg_roles AS role;
