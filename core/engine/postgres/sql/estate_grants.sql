-- Rights within the database: on itself and on what is in it, compared with those that are there
-- without a GRANT. Of what belongs to an extension, those that the extension gave count as such.
WITH space AS (
	SELECT oid, pg_catalog.quote_ident(nspname) AS name
	  FROM pg_catalog.pg_namespace
	 WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
),
thing AS (
	SELECT 'database'::text AS type, ''::text AS name,
	       'pg_catalog.pg_database'::regclass AS class, oid, 0 AS part, datacl AS acl,
	       pg_catalog.acldefault('d', datdba) AS usual
	  FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
	UNION ALL
	SELECT 'schema', nspname::text, 'pg_catalog.pg_namespace'::regclass, schema.oid, 0, nspacl,
	       pg_catalog.acldefault('n', nspowner)
	  FROM pg_catalog.pg_namespace AS schema JOIN space USING (oid)
	UNION ALL
	SELECT CASE relkind WHEN 'S' THEN 'sequence' ELSE 'table' END,
	       space.name || '.' || pg_catalog.quote_ident(relname),
	       'pg_catalog.pg_class'::regclass, class.oid, 0, relacl,
	       pg_catalog.acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)
	  FROM pg_catalog.pg_class AS class JOIN space ON space.oid = relnamespace
	 WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
	UNION ALL
	SELECT 'column',
	       space.name || '.' || pg_catalog.quote_ident(relname) || '.'
	       || pg_catalog.quote_ident(attname),
	       'pg_catalog.pg_class'::regclass, class.oid, attnum, attacl, NULL::aclitem[]
	  FROM pg_catalog.pg_attribute
	  JOIN pg_catalog.pg_class AS class ON class.oid = attrelid
	  JOIN space ON space.oid = relnamespace
	 WHERE attacl IS NOT NULL AND NOT attisdropped
	UNION ALL
	SELECT 'function',
	       space.name || '.' || pg_catalog.quote_ident(proname) || '('
	       || pg_catalog.oidvectortypes(proargtypes) || ')',
	       'pg_catalog.pg_proc'::regclass, routine.oid, 0, proacl,
	       pg_catalog.acldefault('f', proowner)
	  FROM pg_catalog.pg_proc AS routine JOIN space ON space.oid = pronamespace
	UNION ALL
	SELECT 'type', space.name || '.' || pg_catalog.quote_ident(typname),
	       'pg_catalog.pg_type'::regclass, type.oid, 0, typacl,
	       pg_catalog.acldefault('T', typowner)
	  FROM pg_catalog.pg_type AS type JOIN space ON space.oid = typnamespace
	  LEFT JOIN pg_catalog.pg_class AS row ON row.oid = typrelid
	 WHERE typtype IN ('b', 'd', 'e', 'r') AND typcategory <> 'A' OR row.relkind = 'c'
	UNION ALL
	SELECT 'language', lanname::text, 'pg_catalog.pg_language'::regclass, oid, 0, lanacl,
	       pg_catalog.acldefault('l', lanowner)
	  FROM pg_catalog.pg_language WHERE lanispl
	UNION ALL
	SELECT 'foreign data wrapper', fdwname::text,
	       'pg_catalog.pg_foreign_data_wrapper'::regclass, oid, 0, fdwacl,
	       pg_catalog.acldefault('F', fdwowner)
	  FROM pg_catalog.pg_foreign_data_wrapper
	UNION ALL
	SELECT 'foreign server', srvname::text, 'pg_catalog.pg_foreign_server'::regclass, oid, 0,
	       srvacl, pg_catalog.acldefault('S', srvowner)
	  FROM pg_catalog.pg_foreign_server
	UNION ALL
	SELECT 'large object', oid::text, 'pg_catalog.pg_largeobject'::regclass, oid, 0, lomacl,
	       pg_catalog.acldefault('L', lomowner)
	  FROM pg_catalog.pg_largeobject_metadata
),
target AS (
	SELECT type, name, acl, COALESCE(initial.initprivs, usual) AS usual
	  FROM thing
	  LEFT JOIN pg_catalog.pg_init_privs AS initial
	    ON initial.classoid = thing.class AND initial.objoid = thing.oid
	   AND initial.objsubid = thing.part
),
has AS (
	SELECT type, name, item.grantee, item.privilege_type,
	       pg_catalog.bool_or(item.is_grantable) AS is_grantable
	  FROM target, pg_catalog.aclexplode(COALESCE(acl, usual)) AS item
	 GROUP BY type, name, item.grantee, item.privilege_type
),
usually AS (
	SELECT type, name, item.grantee, item.privilege_type,
	       pg_catalog.bool_or(item.is_grantable) AS is_grantable
	  FROM target, pg_catalog.aclexplode(usual) AS item
	 GROUP BY type, name, item.grantee, item.privilege_type
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
