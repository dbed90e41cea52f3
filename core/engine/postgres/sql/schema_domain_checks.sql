-- Checks of domains.
SELECT c.tableoid || '.' || c.oid || '.0', 'pg_type'::regclass::oid || '.' || c.contypid || '.0', NULL,
	c.conname, NULL, pg_get_constraintdef(c.oid)
FROM pg_constraint AS c
WHERE c.contypid <> 0 AND c.contype = 'c'
ORDER BY c.contypid, c.conname;
