/*
 * Recovery: the connection broke, and what was under way may or may not stand.
 *
 *	connect -> lock -> the lost session is over -> its rows are in the history, or not
 *
 * The lost session is asked about by its id and by its transaction, since its end may come after a
 * first look: a COMMIT that the server has taken goes on when nobody waits for it.
 */
#include "base/wait.h"
#include "session/session_int.h"

static void disconnect(struct gw_session *session)
{
	gw_conn_close(session->conn);
	session->conn = NULL;
	session->locked = false;
	session->history = NULL;
}

void gw_session_let_go(struct gw_session *session)
{
	if (session->locked)
		gw_lock_release(session->conn, gw_config_text(session->config, GW_KEY_SCHEMA));
	disconnect(session);
}

bool gw_session_renew(struct gw_session *session, struct gw_error **err)
{
	gw_session_let_go(session);
	return gw_session_connect(session, false, err) && gw_session_lock(session, err);
}

/* It may pass: the server restarts, or another takes its place. */
static bool may_pass(const struct gw_error *error)
{
	return error->code == GW_E_CONNECT || error->code == GW_E_CONNECTION_LOST ||
	       error->code == GW_E_READ_ONLY;
}

static bool connect_again(struct gw_session *session, struct gw_error **err)
{
	struct gw_wait wait;

	gw_wait_begin(&wait, session->sys, gw_config_ms(session->config, GW_KEY_RECONNECT));
	for (;;) {
		if (gw_session_connect(session, false, err))
			return true;
		disconnect(session);
		if (!may_pass(*err) || gw_wait_is_out(&wait) || gw_interrupted(session->sys))
			return false;
		gw_error_clear(err);
		gw_wait_pause(&wait);
	}
}

static bool stands(const struct gw_events *events, const struct gw_step_report *step)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	return events->list.n == 1 && gw_view_is(events->list.items[0].values[GW_COLUMN_hash].text,
						 gw_digest_hex(&scratch, &step->hash));
}

/* Takes what is in the history over into what is done. */
static bool settle(struct gw_session *session, struct gw_run_report *report, struct gw_error **err)
{
	for (size_t i = 0; i < report->doubtful.n; i++) {
		GW_ARENA_AUTO struct gw_arena scratch = {0};
		const struct gw_step_report *step = &report->doubtful.items[i];
		struct gw_events events;

		if (!gw_history_events(session->history, &scratch, step->seq, step->seq, &events,
				       err))
			return false;
		if (!stands(&events, step))
			break;
		if (step->step == NULL)
			report->closed = true;
		else
			gw_vec_push(session->arena, &report->steps, *step);
	}
	report->doubtful.n = 0;
	return true;
}

bool gw_session_recover(struct gw_session *session, struct gw_run_report *report,
			struct gw_error **err)
{
	const struct gw_lost lost = {
		.connection_id = session->conn->info.connection_id,
		.session_start_us = session->conn->info.session_start_us,
		.transaction = report->transaction,
	};

	disconnect(session);
	report->transaction = 0;
	return connect_again(session, err) && gw_session_lock(session, err) &&
	       gw_session_await(session, &lost, err) && gw_session_history(session, err) &&
	       settle(session, report, err);
}
