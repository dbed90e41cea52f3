CREATE TABLE counters (id int PRIMARY KEY, n bigint NOT NULL);
INSERT INTO counters VALUES (1, 0), (2, 0), (3, 0);
CREATE TABLE log (what varchar(100));
