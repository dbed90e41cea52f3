-- Foreign keys: definition, validated, columns, address of the target, its columns.
SELECT c.tableoid || '.' || c.oid || '.0', 'pg_class'::regclass::oid || '.' || c.conrelid || '.0', NULL, c.conname, NULL,
	regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', ''),
	CASE WHEN c.convalidated OR to_jsonb(c) ->> 'conenforced' = 'false' THEN 'true' END,
	(SELECT string_agg(a.attname, E'\x1f' ORDER BY k.place)
	 FROM unnest(c.conkey) WITH ORDINALITY AS k (number, place)
		JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.number),
	'pg_class'::regclass::oid || '.' || c.confrelid || '.0',
	(SELECT string_agg(a.attname, E'\x1f' ORDER BY k.place)
	 FROM unnest(c.confkey) WITH ORDINALITY AS k (number, place)
		JOIN pg_attribute AS a ON a.attrelid = c.confrelid AND a.attnum = k.number)
FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid
	JOIN pg_namespace AS n ON n.oid = r.relnamespace
WHERE c.contype = 'f' AND c.conparentid = 0
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, r.relname, c.conname;
