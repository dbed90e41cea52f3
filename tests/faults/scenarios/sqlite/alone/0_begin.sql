CREATE TABLE counters (id integer PRIMARY KEY, n int NOT NULL);
INSERT INTO counters VALUES (1, 0), (2, 0);
CREATE TABLE bulk (id integer PRIMARY KEY, body text);
