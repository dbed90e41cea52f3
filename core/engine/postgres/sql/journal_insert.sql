-- Notes that a statement is about to run, or is done.
INSERT INTO godwit.godwit_journal (
       run_id, version, direction, checksum, statement, state, connection_id, server_start,
       objects, fingerprint, at
) VALUES (
       $1::pg_catalog.text, $2::pg_catalog.text, $3::pg_catalog.text, $4::pg_catalog.text,
       $5::pg_catalog.int8, $6::pg_catalog.text, $7::pg_catalog.int8, $8::pg_catalog.int8,
       $9::pg_catalog.text, $10::pg_catalog.text, $11::pg_catalog.int8
);
