-- Forbids everybody to change rows of the history. metadata_check knows it by this very text.
DROP TRIGGER IF EXISTS godwit_guard_update;

DROP TRIGGER IF EXISTS godwit_guard_delete;

CREATE TRIGGER godwit_guard_update BEFORE UPDATE ON godwit_history FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'rows of godwit_history are never changed';

CREATE TRIGGER godwit_guard_delete BEFORE DELETE ON godwit_history FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'rows of godwit_history are never changed';
