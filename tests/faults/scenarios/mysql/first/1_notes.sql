CREATE TABLE notes (id int, words text);
INSERT INTO notes VALUES (1, 'one');
