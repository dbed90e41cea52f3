INSERT INTO slow SELECT id + 10, n + sleep(0.1) FROM copied;
UPDATE slow SET n = n + 1 + sleep(0.05) WHERE id < 10;
