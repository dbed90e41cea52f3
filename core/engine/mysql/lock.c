/*
 * The run lock (GET_LOCK on the executing connection: an orphaned statement of a dead client still
 * holds it), ending sessions, and timeouts. On Galera there is a lease as well, see lease.c.
 */
#include "base/hash.h"
#include "engine/literal.h"
#include "engine/mysql/mysql_int.h"

/* Hexadecimal digits of the digest in a lock's name; MySQL allows 64 characters in all. */
enum { DIGEST_DIGITS = 40 };

/*
 * Locks belong to the whole server, so the name holds the database; digested, because database
 * names may be longer than a lock's name.
 */
static struct gw_value lock_name(struct gw_arena *arena, const struct gw_conn *conn,
				 const char *key)
{
	const char *database = conn->info.database != NULL ? conn->info.database : "";
	const char *full = gw_format(arena, "%s/%s", key, database);
	struct gw_digest digest = gw_sha256_of(gw_view_of(full));
	const char *hex = gw_digest_hex(arena, &digest);

	return gw_value_text(gw_view_of(gw_format(arena, "godwit:%.*s", (int)DIGEST_DIGITS, hex)));
}

static bool get_lock(struct gw_conn *base, const struct gw_value *name, bool *ret_got,
		     struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_rows rows;

	if (!gw_conn_query(base, &scratch, "SELECT GET_LOCK(?, 0)", name, 1, &rows, err))
		return false;
	*ret_got = gw_cell_bool(&rows, 0, 0);
	return true;
}

bool gw_my_get_lock(struct gw_my_conn *conn, const struct gw_value *name, bool *ret_got,
		    struct gw_error **err)
{
	/* A second one would have to be released twice. */
	*ret_got = conn->lock_at_hand;
	conn->lock_at_hand = false;
	return *ret_got || get_lock(&conn->base, name, ret_got, err);
}

bool gw_my_release_lock(struct gw_my_conn *conn, const struct gw_value *name, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	return gw_conn_query(&conn->base, &scratch, "DO RELEASE_LOCK(?)", name, 1, NULL, err);
}

bool gw_my_try_lock(struct gw_conn *base, const char *key, bool *ret_got, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_my_conn *conn = gw_my(base);
	struct gw_value name = lock_name(&scratch, base, key);

	if (conn->lease.node != NULL)
		return gw_my_lease_try(conn, &name, ret_got, err);
	return gw_my_get_lock(conn, &name, ret_got, err);
}

bool gw_my_unlock(struct gw_conn *base, const char *key, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_my_conn *conn = gw_my(base);
	struct gw_value name = lock_name(&scratch, base, key);

	return (conn->lease.owner == NULL || gw_my_lease_release(conn, err)) &&
	       gw_my_release_lock(conn, &name, err);
}

bool gw_my_end_lease(struct gw_conn *base, const char *key, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_my_conn *conn = gw_my(base);
	struct gw_value name = lock_name(&scratch, base, key);

	return conn->lease.node == NULL || gw_my_lease_revoke(conn, &name, err);
}

/* Columns of sql/lock_holder.sql. */
enum { HOLDER_ID, HOLDER_USER, HOLDER_HOST };

static struct gw_lock_holder holder_of(const struct gw_rows *rows)
{
	if (rows->nrows == 0 || gw_cell_is_null(rows, 0, HOLDER_ID))
		return (struct gw_lock_holder){0};
	return (struct gw_lock_holder){
		.known = true,
		.connection_id = gw_cell_int(rows, 0, HOLDER_ID),
		.user = gw_cell(rows, 0, HOLDER_USER).p,
		.host = gw_cell(rows, 0, HOLDER_HOST).p,
	};
}

static bool find_holder(struct gw_conn *base, const struct gw_value *name, struct gw_arena *arena,
			struct gw_lock_holder *ret_holder, struct gw_error **err)
{
	struct gw_rows rows;

	if (!gw_conn_query(base, arena, gw_my_sql_lock_holder, name, 1, &rows, err))
		return false;
	*ret_holder = holder_of(&rows);
	return true;
}

bool gw_my_lock_holder(struct gw_conn *base, const char *key, struct gw_arena *arena,
		       struct gw_lock_holder *ret_holder, struct gw_error **err)
{
	struct gw_my_conn *conn = gw_my(base);
	struct gw_value name = lock_name(arena, base, key);
	struct gw_lock_holder holder;

	if (!find_holder(base, &name, arena, &holder, err))
		return false;
	if (conn->lease.node != NULL && !gw_my_lease_holder(conn, &name, arena, &holder, err))
		return false;
	*ret_holder = holder;
	return true;
}

bool gw_my_try_foreign_lock(struct gw_conn *conn, const char *key, bool *ret_got,
			    struct gw_error **err)
{
	const struct gw_value name = gw_value_text(gw_view_of(key));

	return get_lock(conn, &name, ret_got, err);
}

bool gw_my_foreign_lock_holder(struct gw_conn *conn, const char *key, struct gw_arena *arena,
			       struct gw_lock_holder *ret_holder, struct gw_error **err)
{
	const struct gw_value name = gw_value_text(gw_view_of(key));

	return find_holder(conn, &name, arena, ret_holder, err);
}

bool gw_my_end_session(struct gw_conn *conn, int64_t connection_id, struct gw_error **err)
{
	enum { ER_NO_SUCH_THREAD = 1094 };
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_value id = gw_value_int(connection_id);

	if (gw_conn_query(conn, &scratch, "KILL ?", &id, 1, NULL, err))
		return true;
	if ((*err)->server == NULL || (*err)->server->number != ER_NO_SUCH_THREAD)
		return false;
	/* It has ended by itself. */
	gw_error_clear(err);
	return true;
}

/* "name = number" and what turns it into the variable's unit; or "name = DEFAULT". */
static void add_setting(struct gw_str *str, const char *name, int64_t number, const char *unit)
{
	gw_str_puts(str, name);
	if (number == GW_TIMEOUT_DEFAULT) {
		gw_str_puts(str, "DEFAULT");
		return;
	}
	gw_add_int(str, number);
	gw_str_puts(str, unit);
}

/* Whole seconds, at least one. */
static void add_lock_timeout(struct gw_arena *arena, int64_t ms, struct gw_statements *ret_list)
{
	int64_t seconds = ms == GW_TIMEOUT_DEFAULT ? ms : (ms + 999) / 1000;
	GW_STR_AUTO struct gw_str str = {0};

	add_setting(&str, "SET SESSION lock_wait_timeout = ", seconds, "");
	add_setting(&str, ", innodb_lock_wait_timeout = ", seconds, "");
	gw_vec_push(arena, &ret_list->list, gw_str_take(&str, arena));
}

/* MariaDB counts seconds with a fraction, MySQL milliseconds; each reads its own comment only. */
static void add_statement_timeout(struct gw_arena *arena, int64_t ms,
				  struct gw_statements *ret_list)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "SET SESSION ");
	add_setting(&str, "/*M!100101 max_statement_time = ", ms, " / 1000");
	add_setting(&str, " */ /*!50708 max_execution_time = ", ms, "");
	gw_str_puts(&str, " */");
	gw_vec_push(arena, &ret_list->list, gw_str_take(&str, arena));
}

/*
 * Timeouts belong to the session here, open transaction or not; DEFAULT is what new sessions begin
 * with. MySQL's limit on statements holds for SELECT only.
 */
void gw_my_set_timeouts(struct gw_arena *arena, const struct gw_timeouts *timeouts,
			bool in_transaction GW_UNUSED, struct gw_statements *ret_list)
{
	if (timeouts->lock_ms != 0)
		add_lock_timeout(arena, timeouts->lock_ms, ret_list);
	if (timeouts->statement_ms != 0)
		add_statement_timeout(arena, timeouts->statement_ms, ret_list);
}
