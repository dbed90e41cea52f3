-- What needs what: address, address. What belongs to something else within the server is no object of ours.
SELECT d.classid || '.' || d.objid || '.' || d.objsubid, d.refclassid || '.' || d.refobjid || '.' || d.refobjsubid
FROM pg_depend AS d
WHERE d.objid >= 16384 AND d.deptype NOT IN ('e', 'i')
  AND (d.refobjid >= 16384 OR d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace('public'));
