INSERT INTO a (id, v) VALUES (1, 1), (2, 2), (3, 3);
UPDATE counters SET n = n + 1;
