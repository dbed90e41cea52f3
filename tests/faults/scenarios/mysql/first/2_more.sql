INSERT INTO notes SELECT count(*) + 1, 'more' FROM notes;
