-- All databases: name, owner, note, size (NULL: not for this user), sessions but for this one.
SELECT database.datname,
       pg_catalog.pg_get_userbyid(database.datdba),
       NULLIF(pg_catalog.concat_ws(', ', CASE WHEN database.datistemplate THEN 'template' END,
                                   CASE WHEN NOT database.datallowconn THEN 'closed' END), ''),
       CASE WHEN pg_catalog.has_database_privilege(database.oid, 'CONNECT')
            THEN pg_catalog.pg_database_size(database.oid) END,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity AS activity
         WHERE activity.datid = database.oid AND activity.pid <> pg_catalog.pg_backend_pid())
  FROM pg_catalog.pg_database AS database
 ORDER BY database.datname;
