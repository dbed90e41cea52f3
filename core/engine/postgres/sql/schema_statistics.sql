-- Statistics of several columns: definition, target.
SELECT s.tableoid || '.' || s.oid || '.0', 'pg_class'::regclass::oid || '.' || s.stxrelid || '.0', n.nspname, s.stxname, NULL,
	pg_get_statisticsobjdef(s.oid), nullif((to_jsonb(s) ->> 'stxstattarget'), '-1')
FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, s.stxname;
