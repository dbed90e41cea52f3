-- Primary keys: definition, columns. The usual ones are put together here: the server takes long to write them.
-- Before PostgreSQL 15 pg_index has no indnullsnotdistinct: then the name means that of the row beside it.
SELECT c.tableoid || '.' || c.oid || '.0', 'pg_class'::regclass::oid || '.' || c.conrelid || '.0', NULL, c.conname, NULL,
	CASE WHEN i.relam = 403 AND i.reloptions IS NULL AND i.reltablespace = 0 AND x.indnatts = x.indnkeyatts
			AND NOT x.nulls_alike AND NOT c.condeferrable
		THEN 'PRIMARY KEY (' || k.names || ')'
		ELSE regexp_replace(pg_get_constraintdef(c.oid), s.suffix || '$', concat(
			' WITH (' || array_to_string(i.reloptions, ', ') || ')',
			' USING INDEX TABLESPACE ' || quote_ident(ts.spcname), s.suffix)) END,
	k.columns
FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid
	JOIN pg_namespace AS n ON n.oid = r.relnamespace
	CROSS JOIN (SELECT false AS indnullsnotdistinct) AS before_15
	JOIN LATERAL (SELECT x.*, indnullsnotdistinct AS nulls_alike FROM pg_index AS x) AS x ON x.indexrelid = c.conindid
	JOIN pg_class AS i ON i.oid = c.conindid
	LEFT JOIN pg_tablespace AS ts ON ts.oid = i.reltablespace
	CROSS JOIN LATERAL (SELECT CASE WHEN c.condeferred THEN ' DEFERRABLE INITIALLY DEFERRED'
		WHEN c.condeferrable THEN ' DEFERRABLE' ELSE '' END) AS s (suffix)
	CROSS JOIN LATERAL (SELECT string_agg(a.attname, E'\x1f' ORDER BY k.place),
			string_agg(quote_ident(a.attname), ', ' ORDER BY k.place)
		FROM unnest(c.conkey) WITH ORDINALITY AS k (number, place)
			JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.number) AS k (columns, names)
WHERE c.contype = 'p' AND c.conparentid = 0
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, r.relname, c.conname;
