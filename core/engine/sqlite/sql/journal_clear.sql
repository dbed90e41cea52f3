-- Removes the notes about one script: version and direction.
DELETE FROM godwit_journal WHERE version = ? AND direction = ?;
