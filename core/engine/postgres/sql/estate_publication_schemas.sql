-- The schemas whose tables publications have, all of them. From version 15 on.
SELECT publication.pubname,
       space.nspname
  FROM pg_catalog.pg_publication_namespace AS link
  JOIN pg_catalog.pg_publication AS publication ON publication.oid = link.pnpubid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = link.pnnspid
 ORDER BY publication.pubname, space.nspname;
