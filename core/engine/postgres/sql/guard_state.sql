-- Whether the guard is there; metadata_check has seen to it that it is as godwit makes it.
SELECT CASE pg_catalog.count(*) WHEN 0 THEN 'off' ELSE 'on' END
  FROM pg_catalog.pg_trigger AS guard
  JOIN pg_catalog.pg_class AS class ON class.oid OPERATOR(pg_catalog.=) guard.tgrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid OPERATOR(pg_catalog.=) class.relnamespace
 WHERE space.nspname OPERATOR(pg_catalog.=) 'godwit'
   AND class.relname OPERATOR(pg_catalog.=) 'godwit_history'
   AND NOT guard.tgisinternal;
