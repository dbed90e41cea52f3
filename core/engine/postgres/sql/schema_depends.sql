-- What needs what: address, address. What belongs to something else within the server is no object of ours, and
-- what is of a partition because the table above has it is no need of its own.
SELECT d.classid || '.' || d.objid || '.' || d.objsubid, d.refclassid || '.' || d.refobjid || '.' || d.refobjsubid
FROM pg_depend AS d
WHERE d.objid >= 16384 AND d.deptype NOT IN ('e', 'i', 'P', 'S')
  AND (d.refobjid >= 16384 OR d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace('public'));
