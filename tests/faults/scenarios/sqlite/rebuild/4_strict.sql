CREATE TABLE strict_one (id integer PRIMARY KEY, n int NOT NULL) STRICT;
INSERT INTO strict_one SELECT id, n FROM parent;
CREATE TABLE without_rowid (a text PRIMARY KEY, b int) WITHOUT ROWID;
INSERT INTO without_rowid SELECT name, n FROM parent;
UPDATE without_rowid SET b = b + 1;
