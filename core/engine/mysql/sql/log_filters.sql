-- Where the binary log ends, and which databases are kept in it or out of it: file, position, the two
-- lists.
SHOW MASTER STATUS;
