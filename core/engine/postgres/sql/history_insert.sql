-- Appends one event; fails unless $30 is the hash of the last one. Tells which transaction did it.
INSERT INTO godwit.godwit_history (
       seq, run_id, event, version, name, kind, checksum, checksum_up, checksum_down,
       checksum_tokens, up_sql, down_sql, source, git_commit, git_dirty, db_user, os_user,
       os_host, ci_job, tool_version, server_version, reason, started_at, duration_us,
       statements, fingerprint, detail, signer, signature, prev_hash, hash
) VALUES (
       $1::pg_catalog.int8, $2::pg_catalog.text, $3::pg_catalog.text, $4::pg_catalog.text,
       $5::pg_catalog.text, $6::pg_catalog.text, $7::pg_catalog.text, $8::pg_catalog.text,
       $9::pg_catalog.text, $10::pg_catalog.text, $11::pg_catalog.text, $12::pg_catalog.text,
       $13::pg_catalog.text, $14::pg_catalog.text, $15::pg_catalog.int8, $16::pg_catalog.text,
       $17::pg_catalog.text, $18::pg_catalog.text, $19::pg_catalog.text, $20::pg_catalog.text,
       $21::pg_catalog.text, $22::pg_catalog.text, $23::pg_catalog.int8, $24::pg_catalog.int8,
       $25::pg_catalog.int8, $26::pg_catalog.text, $27::pg_catalog.text, $28::pg_catalog.text,
       $29::pg_catalog.text, $30::pg_catalog.text, $31::pg_catalog.text
)
RETURNING pg_catalog.txid_current();
