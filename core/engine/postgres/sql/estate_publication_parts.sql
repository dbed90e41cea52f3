-- Which columns and rows of the tables that publications name are published. From version 15 on.
SELECT publication.pubname,
       pg_catalog.quote_ident(space.nspname) || '.' || pg_catalog.quote_ident(class.relname) AS name,
       COALESCE((SELECT pg_catalog.string_agg(pg_catalog.quote_ident(attribute.attname), ', '
                                              ORDER BY attribute.attnum)
                   FROM pg_catalog.pg_attribute AS attribute
                  WHERE attribute.attrelid = link.prrelid
                    AND attribute.attnum = ANY (link.prattrs::int2[])), '') AS columns,
       COALESCE(pg_catalog.pg_get_expr(link.prqual, link.prrelid), '') AS "where"
  FROM pg_catalog.pg_publication_rel AS link
  JOIN pg_catalog.pg_publication AS publication ON publication.oid = link.prpubid
  JOIN pg_catalog.pg_class AS class ON class.oid = link.prrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 ORDER BY publication.pubname, name;
