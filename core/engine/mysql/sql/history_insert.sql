-- Appends one row; the columns are those of history/event.h, in its order.
INSERT INTO godwit_history (
    seq, run_id, event, version, name, kind, checksum, checksum_up, checksum_down,
    checksum_tokens, up_sql, down_sql, source, git_commit, git_dirty, db_user, os_user, os_host,
    ci_job, tool_version, server_version, reason, started_at, duration_us, statements,
    fingerprint, detail, signer, signature, prev_hash, hash
) VALUES (
    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
);
