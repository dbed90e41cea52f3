-- Columns: type, collation where it is not that of the type, not null, expression, inherited only, storage,
-- compression, statistics target, options. Before PostgreSQL 14 pg_attribute has no attcompression: then the
-- name means that of the row beside it. Tables are sorted, and columns by the numbers of their places.
SELECT c.address || a.attnum, c.address || '0', NULL, a.attname, NULL,
	format_type(a.atttypid, a.atttypmod), quote_ident(cn.nspname) || '.' || quote_ident(co.collname),
	CASE WHEN a.attnotnull THEN 'true' END,
	NULL, CASE WHEN NOT a.attislocal THEN 'true' END,
	CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN'
		WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
	CASE a.compression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
	CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END,
	CASE WHEN a.attoptions IS NOT NULL THEN (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attoptions) AS o) END
FROM (SELECT r.oid, r.tableoid || '.' || r.oid || '.' AS address, row_number() OVER (ORDER BY n.nspname, r.relname) AS place
		FROM pg_class AS r JOIN pg_namespace AS n ON n.oid = r.relnamespace
		WHERE r.relkind IN ('r', 'p', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') AS c
	CROSS JOIN (SELECT NULL::"char" AS attcompression) AS before_14
	JOIN LATERAL (SELECT x.*, attcompression AS compression FROM pg_attribute AS x) AS a ON a.attrelid = c.oid
	JOIN pg_type AS t ON t.oid = a.atttypid
	LEFT JOIN pg_collation AS co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
	LEFT JOIN pg_namespace AS cn ON cn.oid = co.collnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY c.place, a.attnum;
