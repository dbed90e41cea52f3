-- Says that a write is to come, and fails when the lease is somebody else's: in every sql_mode the
-- number is out of range then. Parameters: the owner and the name.
UPDATE godwit_lock
SET epoch = epoch + IF(owner = ?, 1, 9223372036854775807)
WHERE name = CONCAT(?, '/fence');
