CREATE TABLE counters (id integer PRIMARY KEY, n int NOT NULL);
INSERT INTO counters VALUES (1, 0), (2, 0), (3, 0);
CREATE TABLE log (what text);
