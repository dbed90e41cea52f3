/*
 * The run lock: polled with growing, jittered pauses, so that many waiters spread out.
 */
#include "history/lock.h"

#include "base/wait.h"

const char *gw_lock_key(const char *schema)
{
	return schema != NULL ? schema : "godwit";
}

const char *gw_lock_describe(struct gw_arena *arena, const struct gw_system *sys,
			     const struct gw_lock_holder *holder)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (!holder->known)
		return "another session";
	if (holder->connection_id != 0)
		gw_str_printf(&str, "session %lld", (long long)holder->connection_id);
	else
		gw_str_printf(&str, "process %lld", (long long)holder->pid);
	if (holder->user != NULL)
		gw_str_printf(&str, " of %s", holder->user);
	if (holder->host != NULL)
		gw_str_printf(&str, " on %s", holder->host);
	if (holder->application != NULL)
		gw_str_printf(&str, ", %s", holder->application);
	if (holder->since_us != 0)
		gw_str_printf(&str, ", since %s",
			      gw_age_format(arena, sys->now_us() - holder->since_us));
	if (holder->has_lease && holder->lease_left_us < 0)
		gw_str_printf(&str, ", not heard of for a while: its lease ended %s ago",
			      gw_age_format(arena, -holder->lease_left_us));
	return gw_str_take(&str, arena);
}

static bool fail_locked(struct gw_conn *conn, const char *schema, int64_t wait_ms,
			struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_lock_holder holder = {0};

	/* Who it is helps, but is not worth another error. */
	if (!gw_lock_who(conn, schema, &arena, &holder, &ignored))
		holder.known = false;
	gw_fail(err, GW_E_LOCKED,
		conn->engine->caps.lock_is_transaction
			? "another process writes to this database"
			: "another godwit is at work on this database");
	gw_error_detail(*err, "held by %s; waited %s", gw_lock_describe(&arena, conn->sys, &holder),
			gw_duration_format(&arena, wait_ms * 1000));
	gw_error_hint(*err, "Run the command again later, wait longer with `--lock-wait`, or look "
			    "with `godwit unlock`.");
	return false;
}

static void tell_waiting(struct gw_conn *conn, const char *schema, int64_t waited_us,
			 gw_lock_waiting_fn *waiting, void *payload)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_lock_holder holder = {0};

	if (waiting != NULL && gw_lock_who(conn, schema, &arena, &holder, &ignored))
		waiting(payload, &holder, waited_us);
}

bool gw_lock_take(struct gw_conn *conn, const char *schema, int64_t wait_ms,
		  gw_lock_waiting_fn *waiting, void *payload, struct gw_error **err)
{
	struct gw_wait wait;

	gw_wait_begin(&wait, conn->sys, wait_ms);
	for (;;) {
		bool got = false;

		if (!conn->engine->try_lock(conn, gw_lock_key(schema), &got, err))
			return false;
		if (got)
			return true;
		if (gw_interrupted(conn->sys))
			return gw_fail(err, GW_E_INTERRUPTED, "interrupted while waiting");
		if (gw_wait_is_out(&wait))
			return fail_locked(conn, schema, wait_ms, err);
		if (gw_wait_is_worth_telling(&wait))
			tell_waiting(conn, schema, gw_wait_elapsed_us(&wait), waiting, payload);
		gw_wait_pause(&wait);
	}
}

void gw_lock_release(struct gw_conn *conn, const char *schema)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	/* The server releases it with the connection in any case. */
	if (!conn->broken)
		(void)!conn->engine->unlock(conn, gw_lock_key(schema), &ignored);
}

bool gw_lock_who(struct gw_conn *conn, const char *schema, struct gw_arena *arena,
		 struct gw_lock_holder *ret_holder, struct gw_error **err)
{
	if (!conn->engine->lock_holder(conn, gw_lock_key(schema), arena, ret_holder, err))
		return false;
	ret_holder->may_be_anybody = conn->engine->caps.lock_is_transaction;
	return true;
}

bool gw_lock_break(struct gw_conn *conn, const char *schema, const struct gw_lock_holder *holder,
		   struct gw_error **err)
{
	const struct gw_engine *engine = conn->engine;

	return (!holder->has_lease || engine->end_lease(conn, gw_lock_key(schema), err)) &&
	       (holder->connection_id == 0 ||
		engine->end_session(conn, holder->connection_id, err));
}
