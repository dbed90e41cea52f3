-- Gives the lease back. Parameters: its name, its owner.
UPDATE godwit_lock SET owner = '', expires_at = 0 WHERE name = ? AND owner = ?;
