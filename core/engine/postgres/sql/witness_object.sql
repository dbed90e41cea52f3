-- How a database, tablespace or subscription looks, '' when there is none of that name. $1: which of
-- the three; $2: its name. Of subscriptions not everybody may read the number.
SELECT COALESCE((
       SELECT object.look
         FROM (SELECT 'database'::pg_catalog.text AS what, datname AS name,
                      oid::pg_catalog.text AS look
                 FROM pg_catalog.pg_database
               UNION ALL
               SELECT 'tablespace', spcname, oid::pg_catalog.text
                 FROM pg_catalog.pg_tablespace
               UNION ALL
               SELECT 'subscription', subname, subpublications::pg_catalog.text
                 FROM pg_catalog.pg_subscription
                WHERE subdbid OPERATOR(pg_catalog.=) (
                      SELECT oid FROM pg_catalog.pg_database
                       WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
              ) AS object
        WHERE object.what OPERATOR(pg_catalog.=) $1::pg_catalog.text
          AND object.name OPERATOR(pg_catalog.=) $2::pg_catalog.text::pg_catalog.name
       ), '');
