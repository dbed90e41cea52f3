CREATE TABLE isam (id int, words varchar(20)) ENGINE=MyISAM;
INSERT INTO isam VALUES (1, 'one'), (2, 'two');
UPDATE counters SET n = n + 1;
ALTER TABLE isam ADD INDEX (id);
INSERT INTO isam SELECT id + 10, words FROM isam;
