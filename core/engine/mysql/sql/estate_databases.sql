-- All databases. Those of the server itself are implied.
SELECT schema_name AS name,
       schema_name IN ('information_schema', 'mysql', 'performance_schema', 'sys') AS implied,
       default_character_set_name AS charset,
       default_collation_name AS collation,
       schema_comment AS comment
  FROM information_schema.schemata
 ORDER BY schema_name;
