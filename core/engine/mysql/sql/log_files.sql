-- The files of the binary log, in their order: name, size.
SHOW BINARY LOGS;
