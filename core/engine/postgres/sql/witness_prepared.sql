-- The number of a prepared transaction, '' when there is none of that name. $1: its name.
SELECT COALESCE((
       SELECT prepared.transaction::pg_catalog.text
         FROM pg_catalog.pg_prepared_xacts AS prepared
        WHERE prepared.gid OPERATOR(pg_catalog.=) $1::pg_catalog.text
          AND prepared.database OPERATOR(pg_catalog.=) pg_catalog.current_database()
       ), '');
