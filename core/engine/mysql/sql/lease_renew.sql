-- The lease lasts for so many microseconds from now. Parameters: these, its name, its owner.
UPDATE godwit_lock
SET expires_at = TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) + ?
WHERE name = ? AND owner = ?;
