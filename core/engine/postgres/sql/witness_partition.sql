-- How a partition belongs to its table: 'attached', 'pending' (DETACH CONCURRENTLY has begun), or ''.
-- $1: the table, $2: the partition, as to_regclass() reads them. Before version 14 nothing is pending.
SELECT COALESCE((
       SELECT CASE WHEN pg_catalog.jsonb_extract_path_text(
                            pg_catalog.to_jsonb(inherits), 'inhdetachpending')::pg_catalog.bool
                   THEN 'pending' ELSE 'attached' END
         FROM pg_catalog.pg_inherits AS inherits
        WHERE inherits.inhparent OPERATOR(pg_catalog.=)
              pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid
          AND inherits.inhrelid OPERATOR(pg_catalog.=)
              pg_catalog.to_regclass($2::pg_catalog.text)::pg_catalog.oid
       ), '');
