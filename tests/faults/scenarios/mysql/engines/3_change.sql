ALTER TABLE isam ENGINE=InnoDB;
INSERT INTO isam SELECT id + 100, 'late' FROM isam WHERE id < 3;
ALTER TABLE aria ENGINE=InnoDB;
UPDATE aria SET n = n * 2;
