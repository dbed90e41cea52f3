-- The last row, which is the only one about a script, becomes the first one about another. How its objects
-- look goes in place of the NULL.
UPDATE godwit_journal
SET run_id = ?, version = ?, direction = ?, checksum = ?, statement = ?, state = ?,
    connection_id = ?, session_start = ?, objects = ?, at = ?, fingerprint = NULL /* witness */
WHERE version = ? AND direction = ?;
