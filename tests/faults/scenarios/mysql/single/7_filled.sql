ALTER TABLE a ADD COLUMN x int;
UPDATE a SET x = v + 1;
UPDATE counters SET n = n + 1;
