-- What the connected user may do.
SELECT role.rolname,
       role.rolsuper,
       role.rolcreatedb,
       role.rolcreaterole,
       role.rolreplication,
       role.rolbypassrls,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS creates,
       pg_catalog.pg_get_userbyid(database.datdba) AS database_owner
  FROM pg_catalog.pg_roles AS role, pg_catalog.pg_database AS database
 WHERE role.rolname = CURRENT_USER AND database.datname = pg_catalog.current_database();
