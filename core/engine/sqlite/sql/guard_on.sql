-- Forbids everybody to change rows of the history. metadata_check knows it by this very text.
DROP TRIGGER IF EXISTS godwit_guard_update;

DROP TRIGGER IF EXISTS godwit_guard_delete;

CREATE TRIGGER godwit_guard_update BEFORE UPDATE ON godwit_history BEGIN
	SELECT RAISE(ABORT, 'rows of godwit_history are never changed');
END;

CREATE TRIGGER godwit_guard_delete BEFORE DELETE ON godwit_history BEGIN
	SELECT RAISE(ABORT, 'rows of godwit_history are never changed');
END;
