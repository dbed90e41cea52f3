-- Takes the lease from its owner, who cannot write from now on. Parameters: its name, its owner.
UPDATE godwit_lock AS lease
JOIN godwit_lock AS fence ON fence.name = CONCAT(lease.name, '/fence')
SET lease.owner = '', lease.expires_at = 0, fence.owner = '', fence.epoch = fence.epoch + 1
WHERE lease.name = ? AND lease.owner = ?;
