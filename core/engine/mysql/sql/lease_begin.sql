-- Makes the two rows of a lease that nobody has. Parameters: its name, twice.
INSERT IGNORE INTO godwit_lock (name, owner, epoch, acquired_at, expires_at)
VALUES (?, '', 0, 0, 0), (CONCAT(?, '/fence'), '', 0, 0, 0);
