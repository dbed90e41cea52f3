-- Identities of columns: when, the sequence, its options.
SELECT s.tableoid || '.' || s.oid || '.0', c.tableoid || '.' || c.oid || '.' || a.attnum, NULL, 'identity', NULL,
	CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
	quote_ident(sn.nspname) || '.' || quote_ident(s.relname),
	'INCREMENT BY ' || q.seqincrement
	|| ' MINVALUE ' || q.seqmin || ' MAXVALUE ' || q.seqmax || ' START WITH ' || q.seqstart
	|| ' CACHE ' || q.seqcache || CASE WHEN q.seqcycle THEN ' CYCLE' ELSE ' NO CYCLE' END,
	CASE WHEN NOT a.attislocal THEN 'true' END
FROM pg_sequence AS q JOIN pg_class AS s ON s.oid = q.seqrelid
	JOIN pg_namespace AS sn ON sn.oid = s.relnamespace
	JOIN pg_depend AS d ON d.classid = s.tableoid AND d.objid = s.oid AND d.deptype = 'i'
		AND d.refclassid = s.tableoid
	JOIN pg_class AS c ON c.oid = d.refobjid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	CROSS JOIN LATERAL (SELECT * FROM pg_attribute
		WHERE attrelid = d.refobjid AND attnum = d.refobjsubid OFFSET 0) AS a
WHERE c.relkind IN ('r', 'p') AND a.attidentity <> ''
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname, a.attnum;
