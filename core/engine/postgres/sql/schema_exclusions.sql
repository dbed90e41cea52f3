-- Exclusion constraints.
SELECT c.tableoid || '.' || c.oid || '.0', 'pg_class'::regclass::oid || '.' || c.conrelid || '.0', NULL, c.conname, NULL,
	pg_get_constraintdef(c.oid)
FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid
	JOIN pg_namespace AS n ON n.oid = r.relnamespace
WHERE c.contype = 'x' AND c.conparentid = 0
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, r.relname, c.conname;
