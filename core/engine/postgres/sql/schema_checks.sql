-- Checks that the table does not have from its parents alone.
SELECT c.tableoid || '.' || c.oid || '.0', 'pg_class'::regclass::oid || '.' || c.conrelid || '.0', NULL, c.conname, NULL,
	regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', ''),
	CASE WHEN c.convalidated OR to_jsonb(c) ->> 'conenforced' = 'false' THEN 'true' END
FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid
	JOIN pg_namespace AS n ON n.oid = r.relnamespace
WHERE c.contype = 'c' AND c.conparentid = 0 AND c.conislocal
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, r.relname, c.conname;
