-- Whole events, from $1 to $2.
SELECT seq, run_id, event, version, name, kind, checksum, checksum_up, checksum_down,
       checksum_tokens, up_sql, down_sql, source, git_commit, git_dirty, db_user, os_user,
       os_host, ci_job, tool_version, server_version, reason, started_at, duration_us,
       statements, fingerprint, detail, signer, signature, prev_hash, hash
  FROM godwit.godwit_history
 WHERE seq OPERATOR(pg_catalog.>=) $1::pg_catalog.int8
   AND seq OPERATOR(pg_catalog.<=) $2::pg_catalog.int8
 ORDER BY seq;
