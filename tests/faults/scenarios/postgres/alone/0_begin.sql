CREATE TYPE mood AS ENUM ('calm');
CREATE TABLE things (id int PRIMARY KEY, a int, b text, c int, mood mood DEFAULT 'calm');
INSERT INTO things SELECT g, g % 10, 'b' || g, g FROM generate_series(1, 300) g;
CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO counters VALUES (1, 0), (2, 0);
