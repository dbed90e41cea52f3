-- The publications of the database. What a version does not have is NULL: it cannot be known.
SELECT publication.pubname,
       owner.rolname AS owner,
       publication.puballtables AS all_tables,
       publication.pubinsert AS insert,
       publication.pubupdate AS update,
       publication.pubdelete AS delete,
       publication.pubtruncate AS truncate,
       (row ->> 'pubviaroot')::bool AS via_root,
       CASE row ->> 'pubgencols' WHEN 's' THEN 'stored' WHEN 'n' THEN 'none' END AS generated
  FROM pg_catalog.pg_publication AS publication
  JOIN pg_catalog.pg_roles AS owner ON owner.oid = publication.pubowner,
       pg_catalog.to_jsonb(publication) AS row
 ORDER BY publication.pubname;
