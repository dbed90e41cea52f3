-- Notes that a statement is about to run, or is done. How its objects look goes in place of the NULL.
INSERT INTO godwit.godwit_journal (
       run_id, version, direction, checksum, statement, state, connection_id, session_start,
       objects, at, fingerprint
) VALUES (
       $1::pg_catalog.text, $2::pg_catalog.text, $3::pg_catalog.text, $4::pg_catalog.text,
       $5::pg_catalog.int8, $6::pg_catalog.text, $7::pg_catalog.int8, $8::pg_catalog.int8,
       $9::pg_catalog.text, $10::pg_catalog.int8, NULL /* witness */
);
