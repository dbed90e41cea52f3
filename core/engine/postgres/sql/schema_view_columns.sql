-- Columns of views that have a comment or grants of their own.
SELECT c.tableoid || '.' || c.oid || '.' || a.attnum, c.tableoid || '.' || c.oid || '.0', NULL, a.attname, NULL
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND (a.attacl IS NOT NULL OR EXISTS (SELECT FROM pg_description AS d
	WHERE d.classoid = c.tableoid AND d.objoid = c.oid AND d.objsubid = a.attnum))
ORDER BY n.nspname, c.relname, a.attnum;
