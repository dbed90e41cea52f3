-- Event triggers: what comes after their name, when they fire.
SELECT e.tableoid || '.' || e.oid || '.0', NULL, NULL, e.evtname, NULL,
	'ON ' || e.evtevent || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(t), ', ' ORDER BY t)
		FROM unnest(e.evttags) AS t) || ')', '') || ' EXECUTE FUNCTION ' || e.evtfoid::regproc || '()',
	CASE e.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END
FROM pg_event_trigger AS e
WHERE NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = e.tableoid AND d.objid = e.oid AND d.deptype = 'e')
ORDER BY e.evtname;
