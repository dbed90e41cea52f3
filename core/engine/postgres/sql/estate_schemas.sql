-- The schemas of the database. That of godwit's own tables is implied, and so are those that belong
-- to an extension, and `public` where it is as the server makes it.
SELECT space.nspname,
       EXISTS (SELECT FROM pg_catalog.pg_class AS class
                WHERE class.relnamespace = space.oid AND class.relname = 'godwit_history')
       AND space.nspname <> 'public'
       OR space.nspname = 'public'
       AND (space.nspowner = 10 OR owner.rolname = 'pg_database_owner')
       AND pg_catalog.obj_description(space.oid, 'pg_namespace') = 'standard public schema'
       OR EXISTS (SELECT FROM pg_catalog.pg_depend AS link
                   WHERE link.classid = 'pg_catalog.pg_namespace'::regclass
                     AND link.objid = space.oid AND link.deptype = 'e') AS implied,
       owner.rolname AS owner,
       COALESCE(pg_catalog.obj_description(space.oid, 'pg_namespace'), '') AS comment
  FROM pg_catalog.pg_namespace AS space
  JOIN pg_catalog.pg_roles AS owner ON owner.oid = space.nspowner
 WHERE space.nspname !~ '^pg_' AND space.nspname <> 'information_schema'
 ORDER BY space.nspname;
