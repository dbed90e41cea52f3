-- Whole rows: parameters are the first and the last seq.
SELECT seq, run_id, event, version, name, kind, checksum, checksum_up, checksum_down,
       checksum_tokens, up_sql, down_sql, source, git_commit, git_dirty, db_user, os_user,
       os_host, ci_job, tool_version, server_version, reason, started_at, duration_us,
       statements, fingerprint, detail, signer, signature, prev_hash, hash
FROM godwit_history
WHERE seq >= ? AND seq <= ?
ORDER BY seq;
