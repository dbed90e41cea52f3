-- Whether the guard is there; metadata_check has seen to it that it is as godwit makes it.
SELECT CASE count(*) WHEN 0 THEN 'off' WHEN 2 THEN 'on' ELSE 'in part' END
FROM information_schema.TRIGGERS
WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = 'godwit_history';
