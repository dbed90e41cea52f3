DELETE FROM grandchild WHERE child IN (SELECT id FROM child WHERE parent = 3);
DELETE FROM child WHERE parent = 3;
DELETE FROM parent WHERE id = 3;
INSERT INTO grandchild SELECT max(id) + 1, 10 FROM grandchild;
