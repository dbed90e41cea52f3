CREATE TABLE a (id int PRIMARY KEY, v int);
INSERT INTO a SELECT seq, seq FROM seq_1_to_20;
CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO counters VALUES (1, 0);
