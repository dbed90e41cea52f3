-- All databases. What a version does not have is NULL: it cannot be known.
SELECT database.datname,
       database.datname IN ('template0', 'template1', 'postgres') AS implied,
       owner.rolname AS owner,
       pg_catalog.pg_encoding_to_char(database.encoding) AS encoding,
       database.datcollate AS lc_collate,
       database.datctype AS lc_ctype,
       CASE row ->> 'datlocprovider' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END
         AS provider,
       CASE row ->> 'datlocprovider'
       WHEN 'i' THEN COALESCE(row ->> 'daticulocale', row ->> 'datlocale') ELSE '' END
         AS icu_locale,
       CASE row ->> 'datlocprovider' WHEN 'b' THEN row ->> 'datlocale' ELSE '' END
         AS builtin_locale,
       COALESCE(row ->> 'daticurules', '') AS icu_rules,
       tablespace.spcname AS tablespace,
       database.datconnlimit AS connection_limit,
       database.datallowconn AS allow_connections,
       database.datistemplate AS is_template,
       COALESCE(pg_catalog.shobj_description(database.oid, 'pg_database'), '') AS comment
  FROM pg_catalog.pg_database AS database
  JOIN pg_catalog.pg_roles AS owner ON owner.oid = database.datdba
  JOIN pg_catalog.pg_tablespace AS tablespace ON tablespace.oid = database.dattablespace,
       pg_catalog.to_jsonb(database) AS row
 ORDER BY database.datname;
