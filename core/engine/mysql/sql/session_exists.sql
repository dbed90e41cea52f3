-- How many sessions have this id. Those of other users are listed only with the PROCESS privilege.
SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = ?;
