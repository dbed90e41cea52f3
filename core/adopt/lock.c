/*
 * Locks of other tools: their keys, and the statements that look at their rows.
 */
#include "adopt/lock.h"

#include "adopt/adopt_int.h"

static bool is_end(const struct gw_adopt_lock *lock)
{
	return lock->key == NULL && lock->make_key == NULL && lock->table == NULL;
}

const struct gw_adopt_lock *gw_adopt_lock_next(const struct gw_adopt_lock *locks,
					       const struct gw_adopt_lock *after,
					       const struct gw_engine *engine)
{
	const struct gw_adopt_lock *lock = after != NULL ? after + 1 : locks;

	for (; lock != NULL && !is_end(lock); lock++)
		if (lock->engine == NULL || gw_view_is(gw_view_of(engine->name), lock->engine))
			return lock;
	return NULL;
}

const char *gw_adopt_lock_key(const struct gw_adopt_lock *lock, struct gw_arena *arena,
			      const struct gw_adopt_place *place)
{
	return lock->make_key != NULL ? lock->make_key(arena, place) : lock->key;
}

static void add_column(struct gw_str *str, const struct gw_engine *engine, const char *column)
{
	gw_str_puts(str, ", ");
	if (column != NULL)
		engine->quote_name(str, gw_view_of(column));
	else
		gw_str_puts(str, "NULL");
}

char *gw_adopt_lock_query(const struct gw_adopt_lock *lock, struct gw_arena *arena,
			  const struct gw_engine *engine, const char *schema, const char *table)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "SELECT CASE WHEN ");
	gw_str_puts(&str, lock->held);
	gw_str_puts(&str, " THEN 1 ELSE 0 END");
	add_column(&str, engine, lock->by);
	add_column(&str, engine, lock->since);
	gw_str_puts(&str, " FROM ");
	gw_adopt_add_table(&str, engine, schema, table);
	/* Where the run lock is a write transaction, nobody else writes anything. */
	if (!engine->caps.lock_is_transaction)
		gw_str_puts(&str, " FOR UPDATE");
	return gw_str_take(&str, arena);
}

const char *gw_adopt_lock_of_database(struct gw_arena *arena, uint64_t number,
				      const struct gw_adopt_place *place, bool hex)
{
	unsigned long long key = number * gw_adopt_crc32_plain(gw_view_of(place->database));

	return hex ? gw_format(arena, "%llx", key) : gw_format(arena, "%llu", key);
}

int32_t gw_adopt_java_hash(struct gw_view text)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < text.n; i++)
		hash = 31 * hash + (unsigned char)text.p[i];
	return (int32_t)hash;
}
