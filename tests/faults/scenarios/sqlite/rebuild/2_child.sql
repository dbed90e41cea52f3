CREATE TABLE child_new (id integer PRIMARY KEY, parent int NOT NULL REFERENCES parent (id) ON DELETE CASCADE, note text);
INSERT INTO child_new SELECT id, parent, 'kept' FROM child;
DROP TABLE child;
ALTER TABLE child_new RENAME TO child;
CREATE INDEX child_by_parent ON child (parent);
UPDATE parent SET n = n + 1;
