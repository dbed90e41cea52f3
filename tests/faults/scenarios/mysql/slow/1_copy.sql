UPDATE slow SET n = n + 1;
CREATE TABLE copied AS SELECT id, n, sleep(0.1) AS waited FROM slow;
UPDATE slow SET n = n + 1;
