INSERT INTO bulk SELECT max(id) + 1, 'last' FROM bulk;
PRAGMA auto_vacuum = FULL;
VACUUM;
UPDATE counters SET n = n + 1;
