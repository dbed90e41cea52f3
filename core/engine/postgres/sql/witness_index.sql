-- The number of an index, '' when there is none of that name. $1: the name, as to_regclass() reads it.
SELECT COALESCE(
       pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid::pg_catalog.text, '');
