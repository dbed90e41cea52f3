-- Which server it is that the numbers of look_place.sql come from.
SELECT LEFT(SHA2(CONCAT_WS('|', @@hostname, @@port, @@server_id, @@datadir), 256), 16);
