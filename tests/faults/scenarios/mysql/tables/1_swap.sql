CREATE TABLE a_new LIKE a;
ALTER TABLE a_new ADD COLUMN w int;
INSERT INTO a_new SELECT id, v, v * 2 FROM a WHERE id > 5;
RENAME TABLE a TO a_old, a_new TO a;
UPDATE counters SET n = n + 1;
DROP TABLE a_old;
