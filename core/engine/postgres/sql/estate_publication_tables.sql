-- The tables that publications name. A name is as SQL writes it.
SELECT publication.pubname,
       pg_catalog.quote_ident(space.nspname) || '.' || pg_catalog.quote_ident(class.relname) AS name
  FROM pg_catalog.pg_publication_rel AS link
  JOIN pg_catalog.pg_publication AS publication ON publication.oid = link.prpubid
  JOIN pg_catalog.pg_class AS class ON class.oid = link.prrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 ORDER BY publication.pubname, name;
