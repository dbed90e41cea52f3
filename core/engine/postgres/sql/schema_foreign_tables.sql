-- Foreign tables: as schema_tables, then the server.
SELECT c.tableoid || '.' || c.oid || '.0', NULL, n.nspname, c.relname, NULL, NULL,
	(SELECT string_agg(quote_ident(pn.nspname) || '.' || quote_ident(p.relname), E'\x1f' ORDER BY i.inhseqno)
	 FROM pg_inherits AS i JOIN pg_class AS p ON p.oid = i.inhparent
		JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
	 WHERE i.inhrelid = c.oid),
	pg_get_expr(c.relpartbound, c.oid), NULL, NULL, NULL, NULL, NULL, NULL, NULL, s.srvname
FROM pg_foreign_table AS f JOIN pg_class AS c ON c.oid = f.ftrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	JOIN pg_foreign_server AS s ON s.oid = f.ftserver
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = c.tableoid AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e')
ORDER BY n.nspname, c.relname;
