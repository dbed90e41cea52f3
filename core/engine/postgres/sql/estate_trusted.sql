-- Extensions that can be made, and whether a user who may create in the database can make them.
SELECT DISTINCT available.name, (row ->> 'trusted')::bool AS trusted
  FROM pg_catalog.pg_available_extension_versions AS available,
       pg_catalog.to_jsonb(available) AS row;
