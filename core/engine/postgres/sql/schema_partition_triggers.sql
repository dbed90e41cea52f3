-- Triggers that a partition has of a table above, where they fire at other times than there: no definition,
-- when, address of that whose they are. Before PostgreSQL 13 pg_trigger does not tell: there they are not seen.
SELECT t.tableoid || '.' || t.oid || '.0', c.tableoid || '.' || c.oid || '.0', NULL, t.tgname, NULL, NULL,
	CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END,
	t.tableoid || '.' || top.oid || '.0'
FROM (SELECT x.tableoid, x.*, (to_jsonb(x) ->> 'tgparentid')::oid AS above FROM pg_trigger AS x) AS t
	JOIN pg_trigger AS a ON a.oid = t.above
	JOIN pg_class AS c ON c.oid = t.tgrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	CROSS JOIN LATERAL (WITH RECURSIVE up (oid, above) AS (SELECT t.oid, t.above
			UNION ALL SELECT x.oid, (to_jsonb(x) ->> 'tgparentid')::oid FROM pg_trigger AS x JOIN up ON up.above = x.oid)
		SELECT oid FROM up WHERE above = 0) AS top
WHERE NOT t.tgisinternal AND t.tgenabled <> a.tgenabled
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname, t.tgname;
