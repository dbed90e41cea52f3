-- The run lock, in the first flight, when our database's name is not known yet: lock.c gives it the
-- same name. Nothing is taken where nothing can be written. Parameter: its key.
SELECT IF(CAST(@@GLOBAL.read_only AS CHAR) IN ('0', 'OFF'),
          GET_LOCK(CONCAT('godwit:', LEFT(SHA2(CONCAT(?, '/', COALESCE(DATABASE(), '')), 256), 40)),
                   0), 0);
