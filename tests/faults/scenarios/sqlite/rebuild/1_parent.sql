CREATE TABLE parent_new (id integer PRIMARY KEY, name text NOT NULL, n int NOT NULL DEFAULT 0);
INSERT INTO parent_new (id, name) SELECT id, name FROM parent;
DROP TABLE parent;
ALTER TABLE parent_new RENAME TO parent;
UPDATE parent SET n = n + 1;
