-- All roles. Those that the server came with have small numbers.
SELECT role.rolname,
       role.oid::int8 < 16384 AS implied,
       role.rolsuper AS superuser,
       role.rolcreatedb AS createdb,
       role.rolcreaterole AS createrole,
       role.rolinherit AS inherit,
       role.rolcanlogin AS login,
       role.rolreplication AS replication,
       role.rolbypassrls AS bypassrls,
       role.rolconnlimit AS connection_limit,
       CASE WHEN role.rolvaliduntil IS NULL OR role.rolvaliduntil = 'infinity' THEN 'infinity'
            ELSE pg_catalog.to_char(role.rolvaliduntil AT TIME ZONE 'UTC',
                                    'YYYY-MM-DD"T"HH24:MI:SS"Z"')
       END AS valid_until,
       COALESCE(pg_catalog.shobj_description(role.oid, 'pg_authid'), '') AS comment
  FROM pg_catalog.pg_roles AS role
 ORDER BY role.rolname;
