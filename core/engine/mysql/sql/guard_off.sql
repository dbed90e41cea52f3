-- Takes the guard of the history away.
DROP TRIGGER IF EXISTS godwit_guard_update;

DROP TRIGGER IF EXISTS godwit_guard_delete;
