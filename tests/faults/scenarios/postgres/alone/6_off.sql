-- godwit:up transaction=off
ALTER TABLE things ADD COLUMN d int;
UPDATE things SET d = c * 2;
UPDATE counters SET n = n + 5;
CREATE TABLE late AS SELECT id, d FROM things WHERE id < 20;
INSERT INTO late SELECT id + 1000, d FROM late;
CREATE INDEX late_d ON late (d);
ALTER TABLE late RENAME TO later;
