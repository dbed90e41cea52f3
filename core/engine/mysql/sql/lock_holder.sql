-- Who holds the lock named by the parameter: id (NULL: nobody), user, host. Threads of other users
-- are listed only with the PROCESS privilege.
SELECT holder.id, thread.USER, thread.HOST
FROM (SELECT IS_USED_LOCK(?) AS id) AS holder
LEFT JOIN information_schema.PROCESSLIST AS thread ON thread.ID = holder.id;
