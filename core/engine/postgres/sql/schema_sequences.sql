-- Sequences that are not behind an identity.
SELECT c.tableoid || '.' || c.oid || '.0', NULL, n.nspname, c.relname, NULL,
	'AS ' || format_type(s.seqtypid, NULL) || ' INCREMENT BY ' || s.seqincrement
	|| ' MINVALUE ' || s.seqmin || ' MAXVALUE ' || s.seqmax || ' START WITH ' || s.seqstart
	|| ' CACHE ' || s.seqcache || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE ' NO CYCLE' END,
	CASE c.relpersistence WHEN 'u' THEN 'true' END
FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = c.tableoid AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
ORDER BY n.nspname, c.relname;
