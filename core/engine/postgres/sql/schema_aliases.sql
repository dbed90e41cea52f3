-- What else stands for an object when something depends on it: address, address of the object.
SELECT d.classid || '.' || d.objid || '.0', d.refclassid || '.' || d.refobjid || '.0'
FROM pg_depend AS d WHERE d.deptype = 'e'
UNION ALL
SELECT r.tableoid || '.' || r.oid || '.0', 'pg_class'::regclass::oid || '.' || r.ev_class || '.0'
FROM pg_rewrite AS r WHERE r.rulename = '_RETURN' AND r.oid >= 16384
UNION ALL
SELECT t.tableoid || '.' || t.oid || '.0', 'pg_class'::regclass::oid || '.' || t.typrelid || '.0'
FROM pg_type AS t JOIN pg_class AS c ON c.oid = t.typrelid
WHERE t.oid >= 16384 AND c.relkind <> 'c'
UNION ALL
SELECT c.tableoid || '.' || c.oid || '.0', 'pg_type'::regclass::oid || '.' || c.reltype || '.0'
FROM pg_class AS c WHERE c.relkind = 'c' AND c.oid >= 16384
UNION ALL
SELECT t.tableoid || '.' || a.oid || '.0', CASE WHEN c.relkind IS NULL OR c.relkind = 'c' THEN t.tableoid || '.' || t.oid
	ELSE c.tableoid || '.' || c.oid END || '.0'
FROM pg_type AS t JOIN pg_type AS a ON a.oid = t.typarray LEFT JOIN pg_class AS c ON c.oid = t.typrelid
WHERE t.oid >= 16384
UNION ALL
SELECT 'pg_class'::regclass::oid || '.' || c.conindid || '.0', c.tableoid || '.' || c.oid || '.0'
FROM pg_constraint AS c WHERE c.contype IN ('p', 'u', 'x')
UNION ALL
SELECT d.tableoid || '.' || d.oid || '.0', 'pg_class'::regclass::oid || '.' || d.adrelid || '.'
	|| CASE WHEN a.attgenerated <> '' THEN d.adnum ELSE 0 END
FROM pg_attrdef AS d JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
	JOIN pg_class AS c ON c.oid = d.adrelid
WHERE a.attgenerated <> '' OR c.relkind = 'v'
UNION ALL
SELECT 'pg_type'::regclass::oid || '.' || (to_jsonb(r) ->> 'rngmultitypid') || '.0', 'pg_type'::regclass::oid || '.' || r.rngtypid || '.0'
FROM pg_range AS r WHERE to_jsonb(r) ->> 'rngmultitypid' IS NOT NULL AND r.rngtypid >= 16384;
