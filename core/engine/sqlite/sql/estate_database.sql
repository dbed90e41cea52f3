-- The file, as it is; nothing where there is none (a database in memory stands for it).
SELECT 'main',
       godwit_permissions() AS permissions,
       (SELECT page_size FROM pragma_page_size) AS page_size,
       (SELECT CASE auto_vacuum WHEN 0 THEN 'none' WHEN 1 THEN 'full' ELSE 'incremental' END
          FROM pragma_auto_vacuum) AS auto_vacuum,
       (SELECT journal_mode FROM pragma_journal_mode) AS journal_mode,
       (SELECT application_id FROM pragma_application_id) AS application_id,
       (SELECT user_version FROM pragma_user_version) AS user_version
 WHERE godwit_permissions() IS NOT NULL;
