CREATE TABLE aria (id int, n int) ENGINE=Aria TRANSACTIONAL=1;
INSERT INTO aria VALUES (1, 1), (2, 2);
UPDATE aria SET n = n + 1;
UPDATE counters SET n = n + 1;
