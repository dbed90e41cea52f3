-- What roles have in each database: pg_shdepend is one table for the whole server. Deletions of the
-- role's own memberships need no help; rights and owned objects stand in the way of DROP ROLE. What a
-- role has to do with a database itself is counted there, and can be seen to from anywhere.
SELECT COALESCE(database.datname, itself.datname, '') AS database,
       role.rolname AS role,
       pg_catalog.count(*) FILTER (WHERE link.deptype = 'o') AS owned,
       pg_catalog.count(*) FILTER (WHERE link.deptype <> 'o') AS granted,
       pg_catalog.string_agg(COALESCE(itself.datname, ''), ', ')
           FILTER (WHERE link.deptype = 'o' AND itself.datname IS NOT NULL) AS names,
       link.dbid = 0 AS anywhere
  FROM pg_catalog.pg_shdepend AS link
  JOIN pg_catalog.pg_roles AS role ON role.oid = link.refobjid
  LEFT JOIN pg_catalog.pg_database AS database ON database.oid = link.dbid
  LEFT JOIN pg_catalog.pg_database AS itself
    ON link.classid = 'pg_catalog.pg_database'::regclass AND itself.oid = link.objid
 WHERE link.refclassid = 'pg_catalog.pg_authid'::regclass AND role.oid::int8 >= 16384
 GROUP BY 1, 2, 6
 ORDER BY 2, 1, 6;
