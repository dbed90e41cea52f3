-- ALTER DATABASE .. SET, ALTER ROLE .. SET, and ALTER ROLE .. IN DATABASE .. SET. Capitals make no
-- difference in the name of a setting.
SELECT COALESCE(database.datname, '') AS database,
       COALESCE(role.rolname, '') AS role,
       pg_catalog.lower(pg_catalog.split_part(item, '=', 1)) AS attribute,
       pg_catalog.substr(item, pg_catalog.strpos(item, '=') + 1) AS value
  FROM pg_catalog.pg_db_role_setting AS setting
  LEFT JOIN pg_catalog.pg_database AS database ON database.oid = setting.setdatabase
  LEFT JOIN pg_catalog.pg_roles AS role ON role.oid = setting.setrole,
       pg_catalog.unnest(setting.setconfig) AS item
 ORDER BY 1, 2, 3;
