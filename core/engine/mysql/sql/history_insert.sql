-- Appends one row; the columns are those of history/event.h, in its order. That the table has them in
-- this order metadata_check has seen: to name them would take the server a sixth of its time for the row.
INSERT INTO godwit_history VALUES (
    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
);
