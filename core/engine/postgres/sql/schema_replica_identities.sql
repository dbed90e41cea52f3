-- Replica identities other than the primary key: how, address of the index.
SELECT 'replica.' || c.oid || '.0', c.tableoid || '.' || c.oid || '.0', NULL, 'replica identity', NULL,
	CASE c.relreplident WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN 'FULL'
		ELSE 'USING INDEX ' || quote_ident(i.relname) END,
	i.tableoid || '.' || i.oid || '.0'
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	LEFT JOIN pg_index AS x ON x.indrelid = c.oid AND x.indisreplident
	LEFT JOIN pg_class AS i ON i.oid = x.indexrelid
WHERE c.relkind IN ('r', 'p') AND c.relreplident <> 'd' AND (c.relreplident <> 'i' OR i.oid IS NOT NULL)
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname;
