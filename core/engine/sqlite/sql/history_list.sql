-- The history without its texts: what the state of the database is folded from.
SELECT seq, event, version, name, kind, checksum, run_id, started_at, up_sql IS NOT NULL,
       down_sql IS NOT NULL, hash
FROM godwit_history
ORDER BY seq;
