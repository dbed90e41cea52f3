CREATE TABLE slow (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO slow VALUES (1, 0), (2, 0);
