/*
 * The locks of the tool whose table is read or written: taken without waiting, as it is a person who
 * knows what the tool is about.
 */
#include "base/str.h"
#include "history/lock.h"
#include "session/tools/tools_int.h"

struct taking {
	struct gw_session *session;
	const struct gw_foreign *place;
	const struct gw_adopt_lock *lock;
};

static bool fail_busy(const struct taking *taking, const char *holder, struct gw_error **err)
{
	const char *name = taking->place->tool->name;
	const char *release = taking->lock->release;

	gw_fail(err, GW_E_FOREIGN_LOCK, "%s holds its own lock on this database", name);
	gw_error_detail(*err, "held by %s", holder);
	if (release != NULL)
		gw_error_hint(*err,
			      "Let it finish, and run the command again. If it was interrupted, "
			      "`%s` gives its lock back.",
			      release);
	else
		gw_error_hint(*err, "Let %s finish, and run the command again.", name);
	return false;
}

static bool fail_held(const struct taking *taking, const char *key, struct gw_error **err)
{
	const struct gw_session *session = taking->session;
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_lock_holder holder = {0};

	/* Who it is helps, but is not worth another error. */
	if (!session->engine->foreign_lock_holder(session->conn, key, session->arena, &holder,
						  &ignored))
		holder.known = false;
	return fail_busy(taking, gw_lock_describe(session->arena, session->sys, &holder), err);
}

static bool take_key(const struct taking *taking, const char *key, struct gw_error **err)
{
	struct gw_session *session = taking->session;
	bool got = false;

	if (!session->engine->try_foreign_lock(session->conn, key, &got, err))
		return false;
	return got || fail_held(taking, key, err);
}

/* "ada-laptop (10.0.0.7) since 2026-11-28 09:00:00" */
static const char *describe_row(const struct taking *taking, const struct gw_rows *rows, size_t row)
{
	const struct gw_adopt_lock *lock = taking->lock;
	struct gw_view by = gw_cell(rows, row, GW_ADOPT_LOCK_BY);
	struct gw_view since = gw_cell(rows, row, GW_ADOPT_LOCK_SINCE);
	GW_STR_AUTO struct gw_str str = {0};

	if (by.p == NULL)
		gw_str_puts(&str, "somebody");
	if (by.p != NULL && lock->by_is != NULL)
		gw_str_printf(&str, "%s ", lock->by_is);
	gw_str_add_escaped(&str, by);
	if (since.p != NULL)
		gw_str_puts(&str, " since ");
	gw_str_add_escaped(&str, since);
	return gw_str_take(&str, taking->session->arena);
}

static bool claim_row(const struct taking *taking, struct gw_error **err)
{
	const char *const *claim = taking->lock->claim;

	for (size_t i = 0; claim != NULL && claim[i] != NULL; i++)
		if (!gw_conn_exec(taking->session->conn, claim[i], err))
			return false;
	return true;
}

static bool take_row(const struct taking *taking, const char *schema, const char *table,
		     struct gw_error **err)
{
	struct gw_session *session = taking->session;
	struct gw_rows rows;

	if (!gw_conn_query(session->conn, session->arena,
			   gw_adopt_lock_query(taking->lock, session->arena, session->engine,
					       schema, table),
			   NULL, 0, &rows, err))
		return false;
	for (size_t i = 0; i < rows.nrows; i++)
		if (gw_cell_bool(&rows, i, GW_ADOPT_LOCK_HELD))
			return fail_busy(taking, describe_row(taking, &rows, i), err);
	return claim_row(taking, err);
}

/* A table that the tool has not made yet locks nothing. */
static bool take_table(const struct taking *taking, struct gw_error **err)
{
	const struct gw_adopt_lock *lock = taking->lock;
	const char *schema = taking->place->schema;
	const char *table = NULL;

	if (!gw_foreign_beside(taking->session, lock->table, schema, &table, err))
		return false;
	if (table == NULL && lock->spelled != NULL &&
	    !gw_foreign_beside(taking->session, lock->spelled, schema, &table, err))
		return false;
	return table == NULL || take_row(taking, schema, table, err);
}

static bool take(const struct taking *taking, struct gw_error **err)
{
	const struct gw_adopt_place place = {
		.database = taking->session->conn->info.database,
		.schema = taking->place->schema,
		.table = taking->place->table,
	};
	const char *key = gw_adopt_lock_key(taking->lock, taking->session->arena, &place);

	return key != NULL ? take_key(taking, key, err) : take_table(taking, err);
}

bool gw_foreign_lock(struct gw_session *session, const struct gw_foreign *place,
		     struct gw_error **err)
{
	struct taking taking = {.session = session, .place = place};

	while ((taking.lock = gw_adopt_lock_next(place->tool->locks, taking.lock,
						 session->engine)) != NULL)
		if (!take(&taking, err))
			return false;
	return true;
}

bool gw_foreign_begin(struct gw_session *session, const struct gw_foreign *place,
		      struct gw_error **err)
{
	return (session->conn->in_transaction ||
		gw_conn_exec(session->conn, session->engine->words.begin, err)) &&
	       gw_foreign_lock(session, place, err);
}
