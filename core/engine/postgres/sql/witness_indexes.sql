-- How the indexes of a table look: by their numbers, the definition of each and whether it is valid.
-- $1: the table, as to_regclass() reads it.
SELECT COALESCE(
       pg_catalog.jsonb_object_agg(
           entry.indexrelid,
           pg_catalog.concat(CASE WHEN NOT entry.indisvalid THEN 'not valid: ' END,
                             pg_catalog.pg_get_indexdef(entry.indexrelid))
       )::pg_catalog.text, '{}')
  FROM pg_catalog.pg_index AS entry
 WHERE entry.indrelid OPERATOR(pg_catalog.=)
       pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid;
