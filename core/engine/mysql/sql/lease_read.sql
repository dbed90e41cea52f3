-- The lease with this name: who has it, since when, until when, and the time by the same clock; no row
-- unless both of its rows are there.
SELECT lease.owner, lease.host, lease.pid, lease.acquired_at, lease.expires_at,
       TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))
FROM godwit_lock AS lease
JOIN godwit_lock AS fence ON fence.name = CONCAT(lease.name, '/fence')
WHERE lease.name = ?;
