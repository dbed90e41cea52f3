-- The columns of tables of one name, whatever their schema: parameter is the name. Last, whether the
-- name alone finds that table.
SELECT n.nspname, a.attname, pg_catalog.pg_table_is_visible(c.oid), c.relname
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
 WHERE c.relname OPERATOR(pg_catalog.=) $1::pg_catalog.name
   AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p}'::pg_catalog."char"[])
   AND a.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2
   AND NOT a.attisdropped
 ORDER BY n.nspname, a.attnum;
