CREATE TABLE notes (id int PRIMARY KEY, n int);
INSERT INTO notes VALUES (1, 0);
