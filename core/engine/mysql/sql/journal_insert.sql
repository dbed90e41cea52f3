-- Notes that a statement is about to run, or is done. How its objects look goes in place of the NULL.
INSERT INTO godwit_journal (
    run_id, version, direction, checksum, statement, state, connection_id, session_start,
    objects, at, fingerprint
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL /* witness */);
