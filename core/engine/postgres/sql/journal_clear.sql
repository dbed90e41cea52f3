-- Forgets a script that is through. $1: version, $2: direction, $3: how many rows it has at most, which
-- are the last.
DELETE FROM godwit.godwit_journal
 WHERE version OPERATOR(pg_catalog.=) $1::pg_catalog.text
   AND direction OPERATOR(pg_catalog.=) $2::pg_catalog.text
   AND $3::pg_catalog.int8 OPERATOR(pg_catalog.>) 0;
