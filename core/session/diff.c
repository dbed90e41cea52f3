/*
 * What changed in a migration since it was applied, for people: without secrets.
 */
#include "base/textdiff.h"
#include "session/session_int.h"
#include "sql/redact.h"

static const char *diff_shown(struct gw_session *session, struct gw_view before, struct gw_view now,
			      struct gw_error **err)
{
	const struct gw_dialect *dialect = session->source->dialect;
	const char *diff;

	if (!gw_text_diff(session->arena, gw_sql_redact(session->arena, dialect, before),
			  gw_sql_redact(session->arena, dialect, now), &diff, err))
		return NULL;
	return diff[0] != '\0' ? diff : "the difference is within a secret, and not shown";
}

const char *gw_session_diff(struct gw_session *session, const struct gw_applied *applied,
			    const struct gw_migration *migration, enum gw_direction direction)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_view before, now;

	if (!gw_history_text(session->history, session->arena, applied, direction == GW_DOWN,
			     &before, &ignored) ||
	    before.p == NULL ||
	    !gw_source_text(session->source, session->arena, migration, direction, NULL, &now,
			    &ignored))
		return NULL;
	return diff_shown(session, before, now, &ignored);
}
