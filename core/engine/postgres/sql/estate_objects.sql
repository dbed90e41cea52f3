-- What has an owner and can have rights, and is not a part of the server itself. A name is as SQL
-- writes it. What belongs to the database's owner is implied; what belongs to an extension, or to
-- godwit, is apart. A sequence of a column goes where its table goes: it has no owner to set.
WITH space AS (
	SELECT oid, pg_catalog.quote_ident(nspname) AS name,
	       EXISTS (SELECT FROM pg_catalog.pg_class AS class
	                WHERE class.relnamespace = pg_namespace.oid
	                  AND class.relname = 'godwit_history') AND nspname <> 'public' AS is_ours
	  FROM pg_catalog.pg_namespace
	 WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
),
thing AS (
	SELECT CASE relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS type,
	       space.name || '.' || pg_catalog.quote_ident(relname) AS name,
	       'pg_catalog.pg_class'::regclass AS class, class.oid, relowner AS owner, is_ours,
	       relkind = 'S' AND EXISTS (
	           SELECT FROM pg_catalog.pg_depend AS link
	            WHERE link.classid = 'pg_catalog.pg_class'::regclass AND link.objid = class.oid
	              AND link.refclassid = 'pg_catalog.pg_class'::regclass
	              AND link.deptype IN ('a', 'i')) AS is_column
	  FROM pg_catalog.pg_class AS class JOIN space ON space.oid = relnamespace
	 WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
	UNION ALL
	SELECT 'function',
	       space.name || '.' || pg_catalog.quote_ident(proname) || '('
	       || pg_catalog.oidvectortypes(proargtypes) || ')',
	       'pg_catalog.pg_proc'::regclass, routine.oid, proowner, is_ours, false
	  FROM pg_catalog.pg_proc AS routine JOIN space ON space.oid = pronamespace
	UNION ALL
	SELECT 'type', space.name || '.' || pg_catalog.quote_ident(typname),
	       'pg_catalog.pg_type'::regclass, type.oid, typowner, is_ours, false
	  FROM pg_catalog.pg_type AS type JOIN space ON space.oid = typnamespace
	  LEFT JOIN pg_catalog.pg_class AS row ON row.oid = typrelid
	 WHERE typtype IN ('b', 'd', 'e', 'r') AND typcategory <> 'A' OR row.relkind = 'c'
	UNION ALL
	SELECT 'schema', nspname::text, 'pg_catalog.pg_namespace'::regclass, schema.oid, nspowner,
	       is_ours, false
	  FROM pg_catalog.pg_namespace AS schema JOIN space USING (oid)
	UNION ALL
	SELECT 'language', lanname::text, 'pg_catalog.pg_language'::regclass, oid, lanowner,
	       false, false
	  FROM pg_catalog.pg_language WHERE lanispl
	UNION ALL
	SELECT 'foreign data wrapper', fdwname::text,
	       'pg_catalog.pg_foreign_data_wrapper'::regclass, oid, fdwowner, false, false
	  FROM pg_catalog.pg_foreign_data_wrapper
	UNION ALL
	SELECT 'foreign server', srvname::text, 'pg_catalog.pg_foreign_server'::regclass, oid,
	       srvowner, false, false
	  FROM pg_catalog.pg_foreign_server
	UNION ALL
	SELECT 'large object', oid::text, 'pg_catalog.pg_largeobject'::regclass, oid, lomowner,
	       false, false
	  FROM pg_catalog.pg_largeobject_metadata
)
SELECT type,
       name,
       is_ours OR thing.type = 'schema' OR thing.type = 'language'
       OR thing.owner = database.datdba OR is_column OR member.is AS implied,
       is_ours OR member.is AS apart,
       CASE WHEN NOT is_column THEN role.rolname END AS owner
  FROM thing
  JOIN pg_catalog.pg_database AS database ON database.datname = pg_catalog.current_database()
  JOIN pg_catalog.pg_roles AS role ON role.oid = thing.owner,
       LATERAL (SELECT EXISTS (
           SELECT FROM pg_catalog.pg_depend AS link
            WHERE link.classid = thing.class AND link.objid = thing.oid AND link.deptype = 'e'
       ) AS is) AS member
 ORDER BY type, name;
