-- What one file of the binary log has from a position on: file, position, type, server, end, text.
-- Parameters: file, position.
SHOW BINLOG EVENTS IN ? FROM ?;
