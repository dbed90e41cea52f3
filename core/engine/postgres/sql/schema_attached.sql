-- Indexes of partitions that are attached to an index of the table above: definition, whether the table is
-- clustered on it or the columns of a key, nothing of what an index has more, type of the constraint, address
-- of the index above; and, where the server may have given the name, of what it made that: names of columns,
-- and what stands behind them. No definition where it did.
SELECT coalesce(k.tableoid || '.' || k.oid, c.tableoid || '.' || c.oid) || '.0', t.tableoid || '.' || t.oid || '.0',
	NULL, c.relname, NULL,
	CASE WHEN c.relname = concat_ws('_', t.relname, s.columns, s.suffix) THEN NULL
		WHEN k.oid IS NOT NULL THEN pg_get_constraintdef(k.oid)
		ELSE regexp_replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ')
			|| coalesce(' TABLESPACE ' || quote_ident(ts.spcname), '') END,
	CASE WHEN k.oid IS NULL THEN CASE WHEN x.indisclustered THEN 'true' END
		ELSE (SELECT string_agg(a.attname, E'\x1f' ORDER BY u.place)
			FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)
				JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = u.number) END,
	NULL, NULL, NULL,
	k.contype, coalesce(ak.tableoid || '.' || ak.oid, c.tableoid || '.' || i.inhparent) || '.0', s.columns, s.suffix
FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid AND c.relkind IN ('i', 'I')
	JOIN pg_index AS x ON x.indexrelid = c.oid
	JOIN pg_index AS ax ON ax.indexrelid = i.inhparent
	JOIN pg_class AS t ON t.oid = x.indrelid
	JOIN pg_namespace AS n ON n.oid = t.relnamespace
	LEFT JOIN pg_tablespace AS ts ON ts.oid = c.reltablespace
	LEFT JOIN pg_constraint AS k ON k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')
	LEFT JOIN pg_constraint AS ak ON ak.conindid = i.inhparent AND ak.contype IN ('p', 'u', 'x')
	LEFT JOIN LATERAL (SELECT CASE WHEN k.contype IS DISTINCT FROM 'p' THEN string_agg(a.attname, '_' ORDER BY a.attnum) END,
			CASE k.contype WHEN 'p' THEN 'pkey' WHEN 'u' THEN 'key' WHEN 'x' THEN 'excl' ELSE 'idx' END
		FROM pg_attribute AS a WHERE a.attrelid = c.oid) AS s (columns, suffix)
		ON ax.indisvalid AND (k.oid IS NULL OR k.conparentid <> 0)
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, t.relname, c.relname;
