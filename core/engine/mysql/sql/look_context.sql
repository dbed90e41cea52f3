-- What the looks at objects depend on besides them: the current database and the server's version.
-- The empty part of a name that each server has for itself makes the statement that keeps the look
-- one that MIXED replication sends as a row: replicas have other looks.
SELECT LEFT(SHA2(CONCAT_WS('|', QUOTE(DATABASE()), VERSION(), LEFT(@@hostname, 0)), 256), 16);
