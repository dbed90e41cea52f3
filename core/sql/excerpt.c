/*
 * Excerpts that hold no secrets.
 */
#include "sql/redact_int.h"

/* Nobody could tell literals from code in it. */
static bool is_unreadable(const struct gw_error *error)
{
	return error->code == GW_E_SQL || error->code == GW_E_CLIENT_COMMAND ||
	       error->code == GW_E_FORMAT;
}

static bool holds_secret(const struct gw_dialect *dialect, struct gw_view text, bool unreadable)
{
	size_t start, end;

	if (unreadable)
		return gw_text_mentions_secret(text);
	return gw_sql_has_secret(dialect, text) || gw_text_find_secret(text, 0, &start, &end);
}

void gw_sql_hide_excerpt(struct gw_error *error, const struct gw_dialect *dialect,
			 struct gw_view around)
{
	struct gw_view excerpt = gw_view_of(error->location.excerpt);
	bool unreadable = is_unreadable(error);

	if (excerpt.p != NULL && (holds_secret(dialect, excerpt, unreadable) ||
				  holds_secret(dialect, around, unreadable)))
		error->location.excerpt = NULL;
}
