-- Removes the notes about one script: version, direction, and how many they are at most, which are the
-- last. Those before them, that are gone but not yet purged, are not read again.
DELETE FROM godwit_journal WHERE version = ? AND direction = ? ORDER BY id DESC LIMIT ?;
