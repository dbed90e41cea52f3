-- Primary keys: definition, columns.
SELECT c.tableoid || '.' || c.oid || '.0', 'pg_class'::regclass::oid || '.' || c.conrelid || '.0', NULL, c.conname, NULL,
	pg_get_constraintdef(c.oid),
	(SELECT string_agg(a.attname, E'\x1f' ORDER BY k.place)
	 FROM unnest(c.conkey) WITH ORDINALITY AS k (number, place)
		JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.number)
FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid
	JOIN pg_namespace AS n ON n.oid = r.relnamespace
WHERE c.contype = 'p' AND c.conparentid = 0
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, r.relname, c.conname;
