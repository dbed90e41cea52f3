-- Identities of columns: when, the sequence, its options.
SELECT s.tableoid || '.' || s.oid || '.0', c.tableoid || '.' || c.oid || '.' || a.attnum, NULL, 'identity', NULL,
	CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
	quote_ident(sn.nspname) || '.' || quote_ident(s.relname),
	'INCREMENT BY ' || q.seqincrement
	|| ' MINVALUE ' || q.seqmin || ' MAXVALUE ' || q.seqmax || ' START WITH ' || q.seqstart
	|| ' CACHE ' || q.seqcache || CASE WHEN q.seqcycle THEN ' CYCLE' ELSE ' NO CYCLE' END,
	CASE WHEN NOT a.attislocal THEN 'true' END
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	CROSS JOIN LATERAL (SELECT d.objid FROM pg_depend AS d
		WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
		  AND d.refobjsubid = a.attnum AND d.classid = 'pg_class'::regclass AND d.deptype = 'i'
		OFFSET 0) AS d
	JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
	JOIN pg_namespace AS sn ON sn.oid = s.relnamespace
	JOIN pg_sequence AS q ON q.seqrelid = s.oid
WHERE c.relkind IN ('r', 'p') AND a.attidentity <> ''
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname, a.attnum;
