UPDATE counters SET n = n + 1;
PRAGMA journal_mode = WAL;
UPDATE counters SET n = n + 10;
