-- Foreign keys: definition, validated, columns, address of the target, its columns. The usual ones are put
-- together here: the server takes long to write them. Where pg_constraint has no such columns yet, the names
-- mean those of the row beside it.
SELECT c.tableoid || '.' || c.oid || '.0', 'pg_class'::regclass::oid || '.' || c.conrelid || '.0', NULL, c.conname, NULL,
	CASE WHEN c.confmatchtype = 's' AND NOT c.condeferrable AND c.enforced AND NOT c.is_period
			AND c.set_columns IS NULL
		THEN 'FOREIGN KEY (' || k.names || ') REFERENCES ' || quote_ident(tn.nspname) || '.' || quote_ident(t.relname)
			|| '(' || f.names || ')'
			|| CASE c.confupdtype WHEN 'r' THEN ' ON UPDATE RESTRICT' WHEN 'c' THEN ' ON UPDATE CASCADE'
				WHEN 'n' THEN ' ON UPDATE SET NULL' WHEN 'd' THEN ' ON UPDATE SET DEFAULT' ELSE '' END
			|| CASE c.confdeltype WHEN 'r' THEN ' ON DELETE RESTRICT' WHEN 'c' THEN ' ON DELETE CASCADE'
				WHEN 'n' THEN ' ON DELETE SET NULL' WHEN 'd' THEN ' ON DELETE SET DEFAULT' ELSE '' END
		ELSE regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', '') END,
	CASE WHEN c.convalidated OR NOT c.enforced THEN 'true' END,
	k.columns, t.tableoid || '.' || t.oid || '.0', f.columns
FROM (SELECT true AS conenforced, false AS conperiod, NULL::int2[] AS confdelsetcols) AS before_18
	CROSS JOIN LATERAL (SELECT x.tableoid, x.*, conenforced AS enforced, conperiod AS is_period,
		confdelsetcols AS set_columns FROM pg_constraint AS x) AS c
	JOIN pg_class AS r ON r.oid = c.conrelid
	JOIN pg_namespace AS n ON n.oid = r.relnamespace
	JOIN pg_class AS t ON t.oid = c.confrelid
	JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
	CROSS JOIN LATERAL (SELECT string_agg(a.attname, E'\x1f' ORDER BY k.place),
			string_agg(quote_ident(a.attname), ', ' ORDER BY k.place)
		FROM unnest(c.conkey) WITH ORDINALITY AS k (number, place)
			JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.number) AS k (columns, names)
	CROSS JOIN LATERAL (SELECT string_agg(a.attname, E'\x1f' ORDER BY k.place),
			string_agg(quote_ident(a.attname), ', ' ORDER BY k.place)
		FROM unnest(c.confkey) WITH ORDINALITY AS k (number, place)
			JOIN pg_attribute AS a ON a.attrelid = c.confrelid AND a.attnum = k.number) AS f (columns, names)
WHERE c.contype = 'f' AND c.conparentid = 0
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, r.relname, c.conname;
