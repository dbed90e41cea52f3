/*
 * Orphans: sessions on the server whose godwit is gone. The statement that one of them runs goes on
 * to its end, so nobody may touch its objects, or judge what became of it, before it is over.
 */
#include "base/wait.h"
#include "session/session_int.h"

static bool fail_running(const struct gw_lost *lost, struct gw_error **err)
{
	gw_fail(err, GW_E_LOCKED, "session %lld still runs a statement of an earlier godwit",
		(long long)lost->connection_id);
	gw_error_hint(*err, "Run the command again later, wait longer with `--lock-wait`, or end "
			    "that session with `--kill-orphan`.");
	return false;
}

static void tell(const struct gw_session *session, const struct gw_lost *lost, struct gw_wait *wait)
{
	const struct gw_lock_holder holder = {
		.known = true,
		.connection_id = lost->connection_id,
	};

	if (session->lock_waiting != NULL && gw_wait_is_worth_telling(wait))
		session->lock_waiting(session->payload, &holder, gw_wait_elapsed_us(wait));
}

/* Asks until it is over; with kill_orphan, after one try, it is ended. */
static bool await_end(struct gw_session *session, const struct gw_lost *lost, struct gw_error **err)
{
	const struct gw_engine *engine = session->engine;
	bool killed = !session->kill_orphan, over = false;
	struct gw_wait wait;

	gw_wait_begin(&wait, session->sys, gw_config_ms(session->config, GW_KEY_LOCK_WAIT));
	for (;;) {
		if (!engine->is_over(session->conn, lost, &over, err))
			return false;
		if (over)
			return true;
		if (!killed && !engine->end_session(session->conn, lost->connection_id, err))
			return false;
		killed = true;
		if (gw_interrupted(session->sys))
			return gw_fail(err, GW_E_INTERRUPTED, "interrupted while waiting");
		if (gw_wait_is_out(&wait))
			return fail_running(lost, err);
		tell(session, lost, &wait);
		gw_wait_pause(&wait);
	}
}

bool gw_session_await(struct gw_session *session, const struct gw_lost *lost, struct gw_error **err)
{
	return session->engine->is_over == NULL || await_end(session, lost, err);
}

static struct gw_lost runner_of(const struct gw_unfinished *unfinished)
{
	return (struct gw_lost){
		.connection_id = unfinished->intent.connection_id,
		.session_start_us = unfinished->intent.session_start_us,
	};
}

bool gw_session_await_orphans(struct gw_session *session, struct gw_error **err)
{
	const struct gw_journal *journal = session->history->journal;

	for (size_t i = 0; i < journal->unfinished.n; i++) {
		const struct gw_unfinished *unfinished = &journal->unfinished.items[i];
		const struct gw_lost lost = runner_of(unfinished);

		if (unfinished->in_doubt && !gw_session_await(session, &lost, err))
			return false;
	}
	return true;
}

/* Whether the journal says that this session was about to run a statement. */
static bool is_orphan(const struct gw_journal *journal, int64_t connection_id)
{
	for (size_t i = 0; i < journal->unfinished.n; i++) {
		const struct gw_unfinished *unfinished = &journal->unfinished.items[i];

		if (unfinished->in_doubt && unfinished->intent.connection_id == connection_id)
			return true;
	}
	return false;
}

bool gw_session_kill_orphan(struct gw_session *session, struct gw_error **err)
{
	const char *schema = gw_config_text(session->config, GW_KEY_SCHEMA);
	struct gw_lock_holder holder;
	struct gw_history *history;

	if (!gw_lock_who(session->conn, schema, session->arena, &holder, err))
		return false;
	if (!holder.known)
		return true;
	if (!gw_history_load(session->arena, session->conn, schema, &history, err))
		return false;
	return !is_orphan(history->journal, holder.connection_id) ||
	       gw_lock_break(session->conn, schema, &holder, err);
}
