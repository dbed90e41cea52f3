INSERT INTO godwit_journal (
    run_id, version, direction, checksum, statement, state, connection_id, server_start,
    objects, fingerprint, at
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
