DROP VIEW IF EXISTS names;
CREATE VIEW names AS SELECT id, title FROM items WHERE price > 2;
INSERT INTO log VALUES ('names');
