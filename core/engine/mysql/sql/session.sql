-- The session as godwit wants it, whatever option files and init_connect say. sql_mode and
-- time_zone stay as the server has them.
SET SESSION autocommit = 1, NAMES utf8mb4;
