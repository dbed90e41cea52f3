-- Whether godwit_lock is a table as godwit makes it, as far as the lease depends on that; no row when
-- there is none.
SELECT TABLE_TYPE = 'BASE TABLE' AND ENGINE <=> 'InnoDB'
       AND NOT EXISTS (SELECT 1 FROM information_schema.TRIGGERS
                       WHERE EVENT_OBJECT_SCHEMA = DATABASE()
                         AND EVENT_OBJECT_TABLE = 'godwit_lock')
FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'godwit_lock';
