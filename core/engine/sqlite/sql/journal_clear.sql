-- Removes the notes about one script: version, direction, and how many they are at most, which are the
-- last.
DELETE FROM godwit_journal WHERE version = ? AND direction = ? AND ? > 0;
