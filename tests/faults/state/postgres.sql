-- What is in the database, for psql: everything but godwit's own, in an order of its own. Two databases
-- with the same lines hold the same.
\set QUIET on
\pset format unaligned
\pset tuples_only on
SET client_min_messages = error;

CREATE TEMPORARY VIEW ours AS
	SELECT class.oid, relname, relkind, relpersistence, reloptions, relrowsecurity, relacl,
		class.oid::regclass::text AS label
	FROM pg_class class JOIN pg_namespace namespace ON namespace.oid = relnamespace
	WHERE nspname !~ '^(pg_|information_schema$|godwit$)';

SELECT 'schema', nspname, nspacl FROM pg_namespace
	WHERE nspname !~ '^(pg_|information_schema$|godwit$)' ORDER BY 2;
SELECT 'class', label, relkind, relpersistence, reloptions, relrowsecurity, relacl FROM ours
	ORDER BY 2;
SELECT 'column', label, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
		attgenerated, pg_get_expr(adbin, adrelid)
	FROM ours JOIN pg_attribute ON attrelid = oid AND attnum > 0 AND NOT attisdropped
		LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
	WHERE relkind IN ('r', 'p', 'v', 'm', 'c') ORDER BY 2, 3;
SELECT 'index', pg_get_indexdef(indexrelid), indisvalid, indisready, indislive, indisprimary
	FROM ours JOIN pg_index ON indrelid = oid ORDER BY 2;
SELECT 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated
	FROM pg_constraint
	WHERE connamespace::regnamespace::text !~ '^(pg_|information_schema$|godwit$)' ORDER BY 2, 3;
SELECT 'trigger', tgrelid::regclass, pg_get_triggerdef(pg_trigger.oid), tgenabled
	FROM pg_trigger JOIN ours ON ours.oid = tgrelid WHERE NOT tgisinternal ORDER BY 2, 3;
SELECT 'routine', oid::regprocedure, prosrc, provolatile, proacl FROM pg_proc
	WHERE pronamespace::regnamespace::text !~ '^(pg_|information_schema$|godwit$)' ORDER BY 2;
SELECT 'view', oid, definition FROM (
		SELECT label AS oid, pg_get_viewdef(oid) AS definition FROM ours
		WHERE relkind IN ('v', 'm')
	) views ORDER BY 1, 2;
SELECT 'type', typname, typtype, (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder)
		FROM pg_enum WHERE enumtypid = pg_type.oid)
	FROM pg_type
	WHERE typnamespace::regnamespace::text !~ '^(pg_|information_schema$|godwit$)'
		AND typtype IN ('e', 'd', 'r') ORDER BY 2;
SELECT 'comment', objoid::regclass, objsubid, description FROM pg_description
	JOIN ours ON ours.oid = objoid AND classoid = 'pg_class'::regclass ORDER BY 2, 3;
-- Only what commits with its transaction: the value of a sequence does not.
SELECT format('SELECT %L, r.* FROM %s r ORDER BY r::text', 'row of ' || label, label)
	FROM ours WHERE relkind IN ('r', 'm') ORDER BY label
\gexec
