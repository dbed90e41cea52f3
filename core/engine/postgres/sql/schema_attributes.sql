-- Attributes of composite types that have a comment: it is the type's relation that has them.
SELECT c.tableoid || '.' || c.oid || '.' || a.attnum, t.tableoid || '.' || t.oid || '.0', NULL, a.attname, NULL
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
	JOIN pg_type AS t ON t.oid = c.reltype
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'c' AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND EXISTS (SELECT FROM pg_description AS d
	WHERE d.classoid = c.tableoid AND d.objoid = c.oid AND d.objsubid = a.attnum)
ORDER BY n.nspname, c.relname, a.attnum;
