-- Whether an index is still there, under whatever name. $1: its number.
SELECT EXISTS (
       SELECT FROM pg_catalog.pg_class
        WHERE oid OPERATOR(pg_catalog.=) $1::pg_catalog.text::pg_catalog.oid);
