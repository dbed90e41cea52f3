-- Indexes that are not behind a constraint or attached to one above: definition, on which the table is
-- clustered, statistics targets of expressions, whether it is of no use, which are attached to one that is of its
-- table only. The usual ones are put together here, of columns with the
-- operators that are the first choice for their type: the server takes long to write them. Before PostgreSQL
-- 15 pg_index has no indnullsnotdistinct: then the name means that of the row beside it.
SELECT c.tableoid || '.' || c.oid || '.0', t.tableoid || '.' || t.oid || '.0', NULL, c.relname, NULL,
	coalesce('CREATE ' || CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END || 'INDEX ' || quote_ident(c.relname)
			|| ' ON ' || quote_ident(n.nspname) || '.' || quote_ident(t.relname) || ' USING btree (' || k.columns || ')',
		CASE WHEN c.relkind = 'I' AND x.indisvalid THEN regexp_replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ')
			ELSE pg_get_indexdef(c.oid) END) || coalesce(' TABLESPACE ' || quote_ident(ts.spcname), ''),
	CASE WHEN x.indisclustered THEN 'true' END,
	CASE WHEN x.indexprs IS NOT NULL THEN
		(SELECT string_agg(a.attnum || ' SET STATISTICS ' || a.attstattarget, E'\x1f' ORDER BY a.attnum)
		 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attstattarget >= 0) END,
	CASE WHEN NOT x.indisvalid AND c.relkind = 'i' THEN 'true' END,
	CASE WHEN NOT x.indisvalid AND c.relkind = 'I' THEN
		(SELECT string_agg(quote_ident(an.nspname) || '.' || quote_ident(ac.relname), E'\x1f' ORDER BY an.nspname, ac.relname)
		 FROM pg_inherits AS i JOIN pg_class AS ac ON ac.oid = i.inhrelid JOIN pg_namespace AS an ON an.oid = ac.relnamespace
		 WHERE i.inhparent = c.oid) END
FROM (SELECT false AS indnullsnotdistinct) AS before_15
	CROSS JOIN LATERAL (SELECT x.*, indnullsnotdistinct AS nulls_alike FROM pg_index AS x) AS x
	JOIN pg_class AS c ON c.oid = x.indexrelid
	JOIN pg_class AS t ON t.oid = x.indrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	LEFT JOIN pg_tablespace AS ts ON ts.oid = c.reltablespace
	LEFT JOIN LATERAL (SELECT CASE WHEN bool_and(o.opcdefault AND k.sorted_by = a.attcollation
				AND (o.opcintype = a.atttypid OR o.opcintype = 'text'::regtype AND a.atttypid = 'varchar'::regtype))
			THEN string_agg(quote_ident(a.attname) || CASE k.option WHEN 0 THEN '' WHEN 1 THEN ' DESC NULLS LAST'
				WHEN 2 THEN ' NULLS FIRST' ELSE ' DESC' END, ', ' ORDER BY k.place) END
		FROM unnest(x.indkey::int2[], x.indclass::oid[], x.indcollation::oid[], x.indoption::int2[])
				WITH ORDINALITY AS k (number, class, sorted_by, option, place)
			JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = k.number
			JOIN pg_opclass AS o ON o.oid = k.class) AS k (columns)
		ON c.relam = 403 AND c.reloptions IS NULL AND x.indexprs IS NULL AND x.indpred IS NULL
			AND x.indnatts = x.indnkeyatts AND NOT x.nulls_alike AND (x.indisvalid OR c.relkind = 'i')
			AND NOT EXISTS (SELECT FROM pg_opclass WHERE opcdefault AND opcintype = 'varchar'::regtype)
WHERE NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))
ORDER BY n.nspname, t.relname, c.relname;
