-- Operator families.
SELECT f.tableoid || '.' || f.oid || '.0', NULL, n.nspname, f.opfname, ' USING ' || quote_ident(m.amname)
FROM pg_opfamily AS f JOIN pg_namespace AS n ON n.oid = f.opfnamespace JOIN pg_am AS m ON m.oid = f.opfmethod
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = f.tableoid AND d.objid = f.oid AND d.deptype = 'e')
ORDER BY n.nspname, f.opfname, 5;
