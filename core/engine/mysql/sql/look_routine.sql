-- Whether there is such a routine: NULL when there is not. Parameters: database (NULL: the current
-- one), routine, its type (PROCEDURE, FUNCTION, PACKAGE, PACKAGE BODY).
SELECT MAX('routine')
FROM information_schema.ROUTINES
WHERE ROUTINE_SCHEMA = COALESCE(?, DATABASE()) AND ROUTINE_NAME = ? AND ROUTINE_TYPE = ?;
