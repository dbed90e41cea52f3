/*
 * What is told of a migration that was edited since it was applied: the commit that brought it as it
 * was, and what changed, without secrets.
 */
#include "base/textdiff.h"
#include "session/git/git_int.h"
#include "sql/redact.h"

const char *gw_session_diff_texts(struct gw_session *session, struct gw_view before,
				  struct gw_view now)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_dialect *dialect = session->source->dialect;
	const char *diff;

	if (!gw_text_diff(session->arena, gw_sql_redact(session->arena, dialect, before),
			  gw_sql_redact(session->arena, dialect, now), &diff, &ignored))
		return NULL;
	return diff[0] != '\0' ? diff : "the difference is within a secret, and not shown";
}

/* As it was applied: from the history, or, where that kept no text, from git; absent: from neither. */
static bool read_before(struct gw_session *session, const struct gw_applied_origin *origin,
			enum gw_direction direction, struct gw_view *ret_text,
			struct gw_error **err)
{
	const struct gw_found *found = &origin->found;

	if (!gw_history_text(session->history, session->arena, origin->applied,
			     direction == GW_DOWN, ret_text, err))
		return false;
	return ret_text->p != NULL || found->migration == NULL ||
	       gw_source_text(found->source, session->arena, found->migration, direction, NULL,
			      ret_text, err);
}

const char *gw_session_diff(struct gw_session *session, const struct gw_applied_origin *origin,
			    const struct gw_migration *migration, enum gw_direction direction)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_view before, now;

	if (!read_before(session, origin, direction, &before, &ignored) || before.p == NULL ||
	    !gw_source_text(session->source, session->arena, migration, direction, NULL, &now,
			    &ignored) ||
	    gw_view_eq(before, now))
		return NULL;
	return gw_session_diff_texts(session, before, now);
}

const char *gw_session_explain_edits(struct gw_session *session, struct gw_applied_origin *origins,
				     size_t n)
{
	GW_ERROR_AUTO struct gw_error *failure = NULL;

	if (gw_session_find_applied(session, origins, n, &failure))
		return NULL;
	return gw_strdup(session->arena, failure->message);
}

const char *gw_commit_phrase(struct gw_arena *arena, const struct gw_git_commit *commit)
{
	return gw_format(arena, "commit %.12s of %s, %s: %s", commit->id,
			 gw_time_short(arena, commit->authored_at_us), commit->author,
			 commit->summary);
}
