-- Policies: what comes after CREATE POLICY .. ON ..
SELECT p.tableoid || '.' || p.oid || '.0', c.tableoid || '.' || c.oid || '.0', NULL, p.polname, NULL,
	CASE WHEN p.polpermissive THEN '' ELSE 'AS RESTRICTIVE ' END
	|| 'FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
		WHEN 'd' THEN 'DELETE' ELSE 'ALL' END
	|| ' TO ' || (SELECT string_agg(CASE r.role WHEN 0 THEN 'PUBLIC'
			ELSE quote_ident(pg_get_userbyid(r.role)) END, ', ' ORDER BY pg_get_userbyid(r.role))
		FROM unnest(p.polroles) AS r (role))
	|| coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
	|| coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname, p.polname;
