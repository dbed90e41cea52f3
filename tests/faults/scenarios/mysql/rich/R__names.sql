CREATE OR REPLACE VIEW names AS SELECT id, title FROM items;
INSERT INTO log VALUES ('names');
