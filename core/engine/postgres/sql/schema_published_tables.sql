-- Tables of publications: columns and rows, where not all are published. Before PostgreSQL 15 there are no
-- such: then the names mean those of the row beside it.
SELECT r.tableoid || '.' || r.oid || '.0', p.tableoid || '.' || p.oid || '.0', n.nspname, c.relname, NULL,
	nullif(concat((SELECT ' (' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || ')'
		 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum = ANY (r.columns::int2[])),
		' WHERE (' || pg_get_expr(r.filter, r.prrelid) || ')'), '')
FROM (SELECT NULL::pg_node_tree AS prqual, NULL::int2vector AS prattrs) AS before_15
	CROSS JOIN LATERAL (SELECT x.tableoid, x.*, prqual AS filter, prattrs AS columns
		FROM pg_publication_rel AS x) AS r
	JOIN pg_publication AS p ON p.oid = r.prpubid
	JOIN pg_class AS c ON c.oid = r.prrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
ORDER BY p.pubname, n.nspname, c.relname;
