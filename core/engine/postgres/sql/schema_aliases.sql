-- What else stands for an object when something depends on it, or it depends on something: address, address
-- of the object. Types and indexes of tables are told where that is so, for there are many.
WITH named (classid, objid) AS MATERIALIZED (
	SELECT d.refclassid, d.refobjid FROM pg_depend AS d
	WHERE d.deptype = 'n' AND d.refclassid IN ('pg_type'::regclass, 'pg_class'::regclass)
	UNION SELECT d.classid, d.objid FROM pg_depend AS d
	WHERE d.deptype = 'n' AND d.classid = 'pg_class'::regclass AND d.refclassid <> 'pg_namespace'::regclass
	UNION SELECT 'pg_class'::regclass, x.indexrelid FROM pg_index AS x WHERE x.indisreplident)
SELECT d.classid || '.' || d.objid || '.0', d.refclassid || '.' || d.refobjid || '.0'
FROM pg_depend AS d WHERE d.deptype = 'e'
UNION ALL
SELECT r.tableoid || '.' || r.oid || '.0', 'pg_class'::regclass::oid || '.' || r.ev_class || '.0'
FROM pg_rewrite AS r WHERE r.rulename = '_RETURN' AND r.oid >= 16384
UNION ALL
SELECT t.tableoid || '.' || t.oid || '.0', 'pg_class'::regclass::oid || '.' || t.typrelid || '.0'
FROM pg_type AS t JOIN pg_class AS c ON c.oid = t.typrelid
WHERE t.oid >= 16384 AND c.relkind <> 'c' AND (t.tableoid, t.oid) IN (SELECT classid, objid FROM named)
UNION ALL
SELECT c.tableoid || '.' || c.oid || '.0', 'pg_type'::regclass::oid || '.' || c.reltype || '.0'
FROM pg_class AS c WHERE c.relkind = 'c' AND c.oid >= 16384
UNION ALL
SELECT t.tableoid || '.' || a.oid || '.0', CASE WHEN c.relkind IS NULL OR c.relkind = 'c' THEN t.tableoid || '.' || t.oid
	ELSE c.tableoid || '.' || c.oid END || '.0'
FROM pg_type AS t JOIN pg_type AS a ON a.oid = t.typarray LEFT JOIN pg_class AS c ON c.oid = t.typrelid
WHERE t.oid >= 16384 AND (a.tableoid, a.oid) IN (SELECT classid, objid FROM named)
UNION ALL
SELECT 'pg_class'::regclass::oid || '.' || c.conindid || '.0', c.tableoid || '.' || c.oid || '.0'
FROM pg_constraint AS c
WHERE c.contype = 'x' OR c.contype IN ('p', 'u')
	AND ('pg_class'::regclass, c.conindid) IN (SELECT classid, objid FROM named)
UNION ALL
SELECT d.tableoid || '.' || d.oid || '.0', 'pg_class'::regclass::oid || '.' || d.adrelid || '.'
	|| CASE WHEN a.attgenerated <> '' THEN d.adnum ELSE 0 END
FROM pg_attrdef AS d JOIN pg_class AS c ON c.oid = d.adrelid
	CROSS JOIN LATERAL (SELECT * FROM pg_attribute
		WHERE attrelid = d.adrelid AND attnum = d.adnum OFFSET 0) AS a
WHERE a.attgenerated <> '' OR c.relkind = 'v'
UNION ALL
SELECT 'pg_type'::regclass::oid || '.' || (to_jsonb(r) ->> 'rngmultitypid') || '.0', 'pg_type'::regclass::oid || '.' || r.rngtypid || '.0'
FROM pg_range AS r WHERE to_jsonb(r) ->> 'rngmultitypid' IS NOT NULL AND r.rngtypid >= 16384
UNION ALL
SELECT d.classid || '.' || d.objid || '.0', d.refclassid || '.' || d.refobjid || '.0'
FROM pg_depend AS d
WHERE d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass) AND d.refclassid = 'pg_opclass'::regclass
  AND d.deptype = 'i' AND d.objid >= 16384;
