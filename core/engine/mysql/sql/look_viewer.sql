-- Who looks: which accounts are shown depends on it.
SELECT LEFT(SHA2(CURRENT_USER(), 256), 16);
