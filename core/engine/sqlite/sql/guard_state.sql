-- Whether the guard is there; metadata_check has seen to it that it is as godwit makes it.
SELECT CASE count(*) WHEN 0 THEN 'off' WHEN 2 THEN 'on' ELSE 'in part' END
FROM sqlite_master
WHERE type = 'trigger' AND lower(tbl_name) = 'godwit_history';
