-- Forgets a script that is through. $1: version, $2: direction.
DELETE FROM godwit.godwit_journal
 WHERE version OPERATOR(pg_catalog.=) $1::pg_catalog.text
   AND direction OPERATOR(pg_catalog.=) $2::pg_catalog.text;
