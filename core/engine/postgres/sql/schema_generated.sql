-- Generated columns: as schema_columns.
SELECT c.tableoid || '.' || c.oid || '.' || a.attnum, c.tableoid || '.' || c.oid || '.0', NULL, a.attname, NULL,
	format_type(a.atttypid, a.atttypmod), quote_ident(cn.nspname) || '.' || quote_ident(co.collname),
	CASE WHEN a.attnotnull THEN 'true' END,
	'(' || pg_get_expr(d.adbin, d.adrelid) || ')' || CASE a.attgenerated WHEN 's' THEN ' STORED' ELSE ' VIRTUAL' END,
	CASE WHEN NOT a.attislocal THEN 'true' END,
	CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN'
		WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
	CASE to_jsonb(a) ->> 'attcompression' WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
	CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END,
	(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attoptions) AS o)
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	JOIN pg_type AS t ON t.oid = a.atttypid
	JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
	LEFT JOIN pg_collation AS co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
	LEFT JOIN pg_namespace AS cn ON cn.oid = co.collnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> ''
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname, a.attnum;
