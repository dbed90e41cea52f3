-- Publications: of all tables, of which changes, as if of the root of partitions, generated columns.
SELECT p.tableoid || '.' || p.oid || '.0', NULL, NULL, p.pubname, NULL,
	CASE WHEN p.puballtables THEN 'true' END,
	concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
		CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END),
	CASE to_jsonb(p) ->> 'pubviaroot' WHEN 'true' THEN 'true' END,
	CASE to_jsonb(p) ->> 'pubgencols' WHEN 's' THEN 'stored' END
FROM pg_publication AS p
WHERE NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = p.tableoid AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY p.pubname;
