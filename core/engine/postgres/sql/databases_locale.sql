-- How CREATE DATABASE makes an empty one that is like the database ($1). A tablespace is only named where it is
-- another one than that of template0, and the user may use it: to name the usual one is a right, too.
SELECT ' ENCODING ' || pg_catalog.quote_literal(pg_catalog.pg_encoding_to_char(database.encoding))
       || ' LC_COLLATE ' || pg_catalog.quote_literal(database.datcollate)
       || ' LC_CTYPE ' || pg_catalog.quote_literal(database.datctype)
       || CASE row ->> 'datlocprovider'
          WHEN 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE '
               || pg_catalog.quote_literal(COALESCE(row ->> 'daticulocale', row ->> 'datlocale'))
               || COALESCE(' ICU_RULES ' || pg_catalog.quote_literal(row ->> 'daticurules'), '')
          WHEN 'b' THEN ' LOCALE_PROVIDER builtin BUILTIN_LOCALE '
               || pg_catalog.quote_literal(row ->> 'datlocale')
          ELSE '' END
       || CASE WHEN tablespace.oid <> template.dattablespace
               AND pg_catalog.has_tablespace_privilege(tablespace.oid, 'CREATE')
          THEN ' TABLESPACE ' || pg_catalog.quote_ident(tablespace.spcname) ELSE '' END
  FROM pg_catalog.pg_database AS database
  JOIN pg_catalog.pg_tablespace AS tablespace ON tablespace.oid = database.dattablespace
  JOIN pg_catalog.pg_database AS template ON template.datname = 'template0',
       pg_catalog.to_jsonb(database) AS row
 WHERE database.datname = $1;
