-- The extensions of the database.
SELECT extension.extname,
       extension.extname = 'plpgsql' AS implied,
       extension.extversion AS version,
       space.nspname AS schema,
       extension.extrelocatable AS relocatable
  FROM pg_catalog.pg_extension AS extension
  JOIN pg_catalog.pg_namespace AS space ON space.oid = extension.extnamespace
 ORDER BY extension.extname;
