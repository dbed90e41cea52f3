-- Whose a relation or routine is, and when a row of the catalog that describes it was written last, where
-- the server keeps that (track_commit_timestamp).
SELECT pg_catalog.pg_get_userbyid(found.owner),
       CASE WHEN pg_catalog.current_setting('track_commit_timestamp') = 'on' THEN
           (SELECT (EXTRACT(epoch FROM max(pg_catalog.pg_xact_commit_timestamp(x.xmin)))
                    * 1000000)::bigint
            FROM (SELECT found.xmin
                  UNION ALL SELECT a.xmin FROM pg_catalog.pg_attribute a
                            WHERE a.attrelid = found.oid AND a.attnum > 0
                  UNION ALL SELECT k.xmin FROM pg_catalog.pg_constraint k
                            WHERE k.conrelid = found.oid
                  UNION ALL SELECT i.xmin FROM pg_catalog.pg_index i
                            WHERE i.indrelid = found.oid) x (xmin))
       END
FROM (SELECT c.oid, c.relowner, c.xmin, c.relnamespace, c.relname FROM pg_catalog.pg_class c
      UNION ALL
      SELECT p.oid, p.proowner, p.xmin, p.pronamespace, p.proname FROM pg_catalog.pg_proc p
      UNION ALL
      SELECT t.oid, t.typowner, t.xmin, t.typnamespace, t.typname FROM pg_catalog.pg_type t
      WHERE t.typrelid = 0 AND t.typelem = 0) found (oid, owner, xmin, namespace, name)
JOIN pg_catalog.pg_namespace n ON n.oid = found.namespace
WHERE n.nspname = $1 AND found.name = $2
LIMIT 1
