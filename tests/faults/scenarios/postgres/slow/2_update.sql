UPDATE slow SET n = n + 1 WHERE slowly(id) >= 0;
INSERT INTO slow SELECT id + 100, slowly(id) FROM slow;
