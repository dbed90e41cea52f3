-- The last row, which is the only one about a script ($11, $12), becomes the first one about another. How
-- its objects look goes in place of the NULL.
UPDATE godwit.godwit_journal
   SET run_id = $1::pg_catalog.text, version = $2::pg_catalog.text,
       direction = $3::pg_catalog.text, checksum = $4::pg_catalog.text,
       statement = $5::pg_catalog.int8, state = $6::pg_catalog.text,
       connection_id = $7::pg_catalog.int8, session_start = $8::pg_catalog.int8,
       objects = $9::pg_catalog.text, at = $10::pg_catalog.int8,
       fingerprint = NULL /* witness */
 WHERE version OPERATOR(pg_catalog.=) $11::pg_catalog.text
   AND direction OPERATOR(pg_catalog.=) $12::pg_catalog.text;
