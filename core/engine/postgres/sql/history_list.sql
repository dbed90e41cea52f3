-- Every event without its texts, for folding into what is applied.
SELECT seq, event, version, name, kind, checksum, run_id, started_at,
       (up_sql IS NOT NULL)::pg_catalog.int4 AS has_up_sql,
       (down_sql IS NOT NULL)::pg_catalog.int4 AS has_down_sql,
       hash
  FROM godwit.godwit_history
 ORDER BY seq;
