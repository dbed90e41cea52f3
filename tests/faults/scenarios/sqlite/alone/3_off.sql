-- godwit:up transaction=off
CREATE TABLE off (id integer PRIMARY KEY, n int);
INSERT INTO off SELECT id, n FROM counters;
UPDATE off SET n = n + 1;
BEGIN;
UPDATE counters SET n = n * 2;
INSERT INTO off SELECT max(id) + 1, 0 FROM off;
COMMIT;
ALTER TABLE off RENAME TO turned_off;
