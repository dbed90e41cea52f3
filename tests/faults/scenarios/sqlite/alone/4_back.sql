UPDATE counters SET n = n + 1;
PRAGMA wal_checkpoint(TRUNCATE);
PRAGMA journal_mode = DELETE;
PRAGMA application_id = 77;
UPDATE counters SET n = n + 1;
