-- Indexes behind constraints that have a comment of their own.
SELECT c.tableoid || '.' || c.oid || '.0', k.tableoid || '.' || k.oid || '.0', NULL, c.relname, NULL
FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conindid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE k.contype IN ('p', 'u', 'x') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND EXISTS (SELECT FROM pg_description AS d WHERE d.classoid = c.tableoid AND d.objoid = c.oid)
ORDER BY n.nspname, c.relname;
