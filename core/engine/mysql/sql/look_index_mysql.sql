-- The same on MySQL, where an index that queries do not see is one that they may name.
SELECT COALESCE(MAX(INDEX_NAME = ?), 0)
FROM information_schema.STATISTICS
WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?;
