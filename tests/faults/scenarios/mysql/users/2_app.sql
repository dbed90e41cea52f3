CREATE USER `u_${database}_app`@localhost IDENTIFIED BY 'something';
UPDATE notes SET n = n + 1;
GRANT SELECT, INSERT ON `${database}`.notes TO `u_${database}_app`@localhost;
CREATE USER `u_${database}_old`@localhost;
GRANT ALL ON `${database}`.* TO `u_${database}_old`@localhost;
