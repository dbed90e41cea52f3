-- How CREATE DATABASE makes an empty one that is like the database ($1).
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
       || ' TABLESPACE ' || pg_catalog.quote_ident(tablespace.spcname)
  FROM pg_catalog.pg_database AS database
  JOIN pg_catalog.pg_tablespace AS tablespace ON tablespace.oid = database.dattablespace,
       pg_catalog.to_jsonb(database) AS row
 WHERE database.datname = $1;
