/*
 * The lease: the run lock on a Galera cluster, where GET_LOCK reaches one node only. It is two rows of
 * godwit_lock:
 *
 *	NAME          who has the lock, and until when, unless it is renewed
 *	NAME/fence    who may write
 *
 * Whatever the holder writes changes the fence first, in the same transaction where there is one, and
 * fails when the fence is somebody else's (guard.c). Who takes the lease changes both rows. So a write
 * that is under way when the lease changes hands, on whatever node, collides with that in the one
 * order that the cluster has for all transactions, and is rolled back. Renewing (heart.c) leaves the
 * fence alone, and so it is in nobody's way.
 *
 * Clocks differ from node to node, and a DDL holds up the commits of the whole cluster, renewals too.
 * Therefore a lease that was not given back is taken when it has run out by the clock of the node, and
 * did not change for a while that we watched it. That of a session on this very node is taken at once:
 * GET_LOCK, which goes first here as well, is ours only when that session is over. It also keeps us
 * out as long as an orphaned statement runs there.
 */
#include <unistd.h>

#include "engine/mysql/mysql_int.h"
#include "mysql_sql.h"

static const char our_table[] = "godwit_lock";

/* The query with our table named with its database: a script may have said USE. */
static const char *placed(const struct gw_my_conn *conn, struct gw_arena *arena, const char *sql)
{
	struct gw_view rest = gw_view_of(sql);
	GW_STR_AUTO struct gw_str str = {0};
	size_t at;

	while ((at = gw_view_find(rest, gw_view_of(our_table))) != GW_NOWHERE) {
		gw_str_add(&str, gw_view_slice(rest, 0, at));
		gw_my_quote_name(&str, gw_view_of(conn->base.info.database));
		gw_str_printf(&str, ".%s", our_table);
		rest = gw_view_from(rest, at + sizeof(our_table) - 1);
	}
	gw_str_add(&str, rest);
	return gw_str_take(&str, arena);
}

static bool keep_affected(void *payload, const struct gw_reply *reply,
			  struct gw_error **err GW_UNUSED)
{
	bool *changed = payload;

	*changed = reply->affected > 0;
	return true;
}

/* Runs one of the queries that change rows, and tells whether it did. */
static bool change(struct gw_my_conn *conn, const char *sql, const struct gw_value *params,
		   size_t nparams, bool *ret_changed, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_request request = {
		.sql = gw_view_of(placed(conn, &scratch, sql)),
		.params = params,
		.nparams = nparams,
	};
	size_t failed;

	if (gw_my_run(&conn->base, &request, 1, &scratch, keep_affected, ret_changed, &failed, err))
		return true;
	if ((*err)->code == GW_E_STATEMENT)
		(*err)->code = GW_E_SERVER;
	return false;
}

/* --- the rows --- */

/* One statement of metadata_create; nodes may run it at the same time. */
static bool create_table(struct gw_my_conn *conn, struct gw_error **err)
{
	struct gw_view script = gw_view_of(SQL_METADATA_CREATE);
	size_t at = gw_view_find(script, GW_VIEW("CREATE TABLE IF NOT EXISTS godwit_lock"));
	struct gw_view statement = gw_view_from(script, at);

	statement = gw_view_slice(statement, 0, gw_view_find(statement, GW_VIEW(";\n")));
	return gw_conn_exec(&conn->base, gw_view_dup(&conn->arena, statement), err);
}

static bool fail_planted(struct gw_error **err)
{
	gw_fail(err, GW_E_METADATA, "godwit_lock is not as godwit makes it");
	gw_error_hint(*err, "Somebody changed or planted it. `godwit status` says what is wrong; "
			    "restore or drop it.");
	return false;
}

/* Makes the table where there is none. It is used before all of our tables are checked. */
static bool have_table(struct gw_my_conn *conn, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_rows rows;

	if (!gw_conn_query(&conn->base, &scratch, SQL_LEASE_CHECK, NULL, 0, &rows, err))
		return false;
	if (rows.nrows == 0)
		return create_table(conn, err);
	return gw_cell_bool(&rows, 0, 0) || fail_planted(err);
}

/* What a look at the lease shows. */
struct sight {
	bool found;
	const char *owner; /* "" nobody */
	const char *host;
	int64_t pid;
	int64_t since_us, until_us, now_us; /* by the clock of the node */
};

enum { READ_OWNER, READ_HOST, READ_PID, READ_SINCE, READ_UNTIL, READ_NOW };

static struct sight sight_of(struct gw_arena *arena, const struct gw_rows *rows)
{
	if (rows->nrows == 0)
		return (struct sight){0};
	return (struct sight){
		.found = true,
		.owner = gw_view_dup(arena, gw_cell(rows, 0, READ_OWNER)),
		.host = gw_view_dup(arena, gw_cell(rows, 0, READ_HOST)),
		.pid = gw_cell_int(rows, 0, READ_PID),
		.since_us = gw_cell_int(rows, 0, READ_SINCE),
		.until_us = gw_cell_int(rows, 0, READ_UNTIL),
		.now_us = gw_cell_int(rows, 0, READ_NOW),
	};
}

static bool look(struct gw_my_conn *conn, struct gw_arena *arena, const struct gw_value *name,
		 struct sight *ret_sight, struct gw_error **err)
{
	struct gw_rows rows;

	if (!gw_conn_query(&conn->base, arena, placed(conn, arena, SQL_LEASE_READ), name, 1, &rows,
			   err))
		return false;
	*ret_sight = sight_of(arena, &rows);
	return true;
}

static bool look_or_begin(struct gw_my_conn *conn, struct gw_arena *arena,
			  const struct gw_value *name, struct sight *ret_sight,
			  struct gw_error **err)
{
	const struct gw_value names[] = {*name, *name};
	bool changed;

	if (!look(conn, arena, name, ret_sight, err))
		return false;
	return ret_sight->found ||
	       (change(conn, SQL_LEASE_BEGIN, names, GW_COUNT(names), &changed, err) &&
		look(conn, arena, name, ret_sight, err));
}

/* --- taking it --- */

/* Whether the lease has stayed as it is for long enough that its holder should have renewed it. */
static bool was_watched(struct gw_my_conn *conn, const struct sight *sight)
{
	struct gw_my_watch *watch = &conn->lease.watch;
	int64_t now_us = conn->base.sys->monotonic_us();

	if (watch->owner == NULL || watch->until_us != sight->until_us ||
	    !gw_view_is(gw_view_of(sight->owner), watch->owner))
		*watch = (struct gw_my_watch){
			.owner = gw_strdup(&conn->arena, sight->owner),
			.until_us = sight->until_us,
			.since_us = now_us,
		};
	return now_us - watch->since_us >= conn->lease.duration_ms * 1000 / GW_MY_LEASE_WATCH;
}

static bool is_on_this_node(const struct gw_my_conn *conn, const struct sight *sight)
{
	return gw_view_starts(gw_view_of(sight->owner), conn->lease.node);
}

static bool may_take(struct gw_my_conn *conn, const struct sight *sight)
{
	if (sight->owner[0] == '\0' || is_on_this_node(conn, sight))
		return true;
	/* Always look, so that the watch goes on. */
	return was_watched(conn, sight) && sight->until_us <= sight->now_us;
}

static void hold(struct gw_my_conn *conn, const struct gw_value *name, const char *owner,
		 int64_t taken_us)
{
	struct gw_my_lease *lease = &conn->lease;

	lease->name = gw_view_dup(&conn->arena, name->text);
	lease->owner = gw_strdup(&conn->arena, owner);
	lease->fence_sql = placed(conn, &conn->arena, SQL_LEASE_FENCE);
	lease->next_beat_us = taken_us + gw_my_beat_us(lease);
	lease->watch = (struct gw_my_watch){0};
}

static bool take(struct gw_my_conn *conn, struct gw_arena *arena, const struct gw_value *name,
		 const struct sight *sight, struct gw_error **err)
{
	const struct gw_system *sys = conn->base.sys;
	const char *owner = gw_format(arena, "%s/%s", conn->lease.node, gw_uuid(arena, sys));
	const struct gw_value params[] = {
		gw_value_text(gw_view_of(owner)),
		gw_value_text(gw_view_of(gw_host_name(arena))),
		gw_value_int(getpid()),
		gw_value_int(conn->lease.duration_ms * 1000),
		gw_value_text(gw_view_of(owner)),
		*name,
		gw_value_text(gw_view_of(sight->owner)),
		gw_value_int(sight->until_us),
	};
	int64_t now_us = sys->monotonic_us();
	bool changed = false;

	if (!change(conn, SQL_LEASE_TAKE, params, GW_COUNT(params), &changed, err))
		return false;
	if (changed)
		hold(conn, name, owner, now_us);
	return true;
}

/* Somebody dropped it since we saw it, or this node has not heard yet that it was dropped. */
static bool has_no_table(const struct gw_error *error)
{
	enum { ER_NO_SUCH_TABLE = 1146 };

	return error->server != NULL && error->server->number == ER_NO_SUCH_TABLE;
}

/* Somebody else was faster, or the cluster is held up. */
static bool is_busy(const struct gw_error *error)
{
	return error->server != NULL && error->server->retryable;
}

/*
 * With GET_LOCK in hand. Nothing here waits until the node has applied what others committed: a DDL
 * would hold it up, and taking the lease tells anyway whether what we saw was of today.
 */
static bool try_lease(struct gw_my_conn *conn, const struct gw_value *name, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct sight sight;

	if (!conn->lease.has_table && !have_table(conn, err))
		return false;
	conn->lease.has_table = true;
	if (!look_or_begin(conn, &scratch, name, &sight, err))
		return false;
	return !sight.found || !may_take(conn, &sight) || take(conn, &scratch, name, &sight, err);
}

/* Again, where the table that we saw was gone. */
static bool try_without_table(struct gw_my_conn *conn, const struct gw_value *name,
			      struct gw_error **err)
{
	if (!has_no_table(*err))
		return false;
	gw_error_clear(err);
	conn->lease.has_table = false;
	return try_lease(conn, name, err);
}

bool gw_my_lease_try(struct gw_my_conn *conn, const struct gw_value *name, bool *ret_got,
		     struct gw_error **err)
{
	bool fenced = false;

	*ret_got = conn->lease.owner != NULL;
	if (*ret_got)
		return true;
	if (!gw_my_see_commits(conn, false, err) || !gw_my_get_lock(conn, name, &fenced, err))
		return false;
	if (!fenced)
		return true;
	if (!try_lease(conn, name, err) && !try_without_table(conn, name, err)) {
		if (!is_busy(*err))
			return false;
		gw_error_clear(err);
	}
	*ret_got = conn->lease.owner != NULL;
	if (!*ret_got)
		return gw_my_release_lock(conn, name, err);
	return gw_my_see_commits(conn, true, err);
}

/* --- giving it back, taking it away, and telling who has it --- */

bool gw_my_lease_release(struct gw_my_conn *conn, struct gw_error **err)
{
	struct gw_my_lease *lease = &conn->lease;
	const struct gw_value params[] = {
		gw_value_text(gw_view_of(lease->name)),
		gw_value_text(gw_view_of(lease->owner)),
	};
	bool changed;

	/* From here on nothing is guarded: this is the last that is written. */
	lease->owner = NULL;
	gw_my_heart_stop(conn);
	return change(conn, SQL_LEASE_RELEASE, params, GW_COUNT(params), &changed, err);
}

bool gw_my_lease_revoke(struct gw_my_conn *conn, const struct gw_value *name, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct sight sight;
	bool changed;

	if (!look(conn, &scratch, name, &sight, err))
		return false;
	if (!sight.found || sight.owner[0] == '\0')
		return true;
	return change(conn, SQL_LEASE_REVOKE,
		      (const struct gw_value[]){*name, gw_value_text(gw_view_of(sight.owner))}, 2,
		      &changed, err);
}

bool gw_my_lease_holder(struct gw_my_conn *conn, const struct gw_value *name,
			struct gw_arena *arena, struct gw_lock_holder *holder,
			struct gw_error **err)
{
	struct sight sight;

	if (!look(conn, arena, name, &sight, err)) {
		if (!has_no_table(*err))
			return false;
		gw_error_clear(err);
		return true;
	}
	if (!sight.found || sight.owner[0] == '\0')
		return true;
	/* Here somebody else may be waiting, who has the GET_LOCK of this node. */
	if (!is_on_this_node(conn, &sight))
		*holder = (struct gw_lock_holder){0};
	holder->known = true;
	holder->host = sight.host;
	holder->pid = sight.pid;
	holder->since_us = sight.since_us;
	holder->has_lease = true;
	holder->lease_left_us = sight.until_us - sight.now_us;
	return true;
}
