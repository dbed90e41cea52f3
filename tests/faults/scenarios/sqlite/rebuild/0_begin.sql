CREATE TABLE parent (id integer PRIMARY KEY, name text);
CREATE TABLE child (id integer PRIMARY KEY, parent int NOT NULL REFERENCES parent (id) ON DELETE CASCADE);
CREATE TABLE grandchild (id integer PRIMARY KEY, child int REFERENCES child (id) ON DELETE CASCADE);
INSERT INTO parent VALUES (1, 'a'), (2, 'b'), (3, 'c');
INSERT INTO child SELECT id * 10, id FROM parent;
INSERT INTO grandchild SELECT id * 10, id FROM child;
