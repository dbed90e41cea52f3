REVOKE INSERT ON `${database}`.notes FROM `u_${database}_app`@localhost;
UPDATE notes SET n = n + 1;
ALTER USER `u_${database}_app`@localhost IDENTIFIED BY 'other';
SET PASSWORD FOR `u_${database}_app`@localhost = PASSWORD('third');
RENAME USER `u_${database}_old`@localhost TO `u_${database}_new`@localhost;
UPDATE notes SET n = n + 1;
DROP USER `u_${database}_new`@localhost;
