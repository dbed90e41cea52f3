-- Takes the lease, if it is still as it was seen. Parameters: the new owner, its host and process, for
-- how many microseconds, the owner once more; name; the owner and the end that were seen.
UPDATE godwit_lock AS lease
JOIN godwit_lock AS fence ON fence.name = CONCAT(lease.name, '/fence')
SET lease.owner = ?,
    lease.host = ?,
    lease.pid = ?,
    lease.epoch = lease.epoch + 1,
    lease.acquired_at = TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)),
    lease.expires_at = TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) + ?,
    fence.owner = ?,
    fence.epoch = fence.epoch + 1
WHERE lease.name = ? AND lease.owner = ? AND lease.expires_at = ?;
