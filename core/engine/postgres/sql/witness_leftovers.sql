-- What REINDEX CONCURRENTLY has left behind: indexes by their numbers, with their names.
SELECT COALESCE(
       pg_catalog.jsonb_object_agg(entry.indexrelid, class.relname)::pg_catalog.text, '{}')
  FROM pg_catalog.pg_index AS entry
  JOIN pg_catalog.pg_class AS class
    ON class.oid OPERATOR(pg_catalog.=) entry.indexrelid
 WHERE NOT entry.indisvalid
   AND class.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$';
