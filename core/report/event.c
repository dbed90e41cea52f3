/*
 * Events as people read them.
 */
#include "report/report.h"

enum { COMMIT_SHOWN = 12 };

/* Of godwit's own tables, and of runs as a whole, no name is worth a word. */
static bool has_name(const struct gw_event *event)
{
	struct gw_view kind = event->values[GW_COLUMN_event].text;

	return gw_view_is(kind, gw_event_kind_name(GW_EVENT_PROVISIONED)) ||
	       gw_view_is(kind, gw_event_kind_name(GW_EVENT_SYNCED)) ||
	       gw_view_is(kind, gw_event_kind_name(GW_EVENT_EJECTED)) ||
	       gw_view_is(kind, gw_event_kind_name(GW_EVENT_IN_STEP));
}

const char *gw_event_subject(struct gw_arena *arena, const struct gw_event *event)
{
	const char *version = gw_event_text(event, arena, GW_COLUMN_version);
	const char *name = gw_event_text(event, arena, GW_COLUMN_name);
	struct gw_view kind = event->values[GW_COLUMN_kind].text;

	if (kind.p == NULL)
		return has_name(event) ? name : NULL;
	if (version == NULL)
		return gw_format(arena, "R__%s", name != NULL ? name : "");
	return name == NULL || name[0] == '\0' ? version : gw_format(arena, "%s_%s", version, name);
}

const char *gw_event_actor(struct gw_arena *arena, const struct gw_event *event)
{
	const char *user = gw_event_text(event, arena, GW_COLUMN_os_user);
	const char *host = gw_event_text(event, arena, GW_COLUMN_os_host);
	const char *db_user = gw_event_text(event, arena, GW_COLUMN_db_user);

	if (user == NULL)
		return db_user;
	return gw_format(arena, "%s@%s%s%s", user, host != NULL ? host : "?",
			 db_user != NULL ? " as " : "", db_user != NULL ? db_user : "");
}

const char *gw_event_commit(struct gw_arena *arena, const struct gw_event *event)
{
	const char *commit = gw_event_text(event, arena, GW_COLUMN_git_commit);

	if (commit == NULL)
		return NULL;
	return gw_format(arena, "%.*s%s", COMMIT_SHOWN, commit,
			 gw_event_int(event, GW_COLUMN_git_dirty) != 0 ? "-dirty" : "");
}

static const char *text_of(struct gw_arena *arena, const struct gw_json *object, const char *key)
{
	return gw_strdup(arena, gw_json_text(gw_json_get(object, key)));
}

static const char *join(struct gw_arena *arena, const struct gw_json *list)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < gw_json_count(list); i++) {
		gw_str_puts(&str, i != 0 ? ", " : "");
		gw_str_puts(&str, gw_json_text(gw_json_item(list, i)));
	}
	return str.n != 0 ? gw_str_take(&str, arena) : NULL;
}

void gw_event_notes_read(struct gw_arena *arena, const struct gw_event *event,
			 struct gw_event_notes *ret_notes)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_view detail = event->values[GW_COLUMN_detail].text;
	const struct gw_json *git, *ci, *tickets;
	struct gw_json *json;

	*ret_notes = (struct gw_event_notes){0};
	if (detail.p == NULL || !gw_json_parse("detail", detail, &json, &ignored))
		return;
	git = gw_json_get(json, "git");
	ci = gw_json_get(json, "ci");
	tickets = gw_json_get(json, "tickets");
	*ret_notes = (struct gw_event_notes){
		.author = text_of(arena, git, "author"),
		.ref = text_of(arena, git, "ref"),
		.tickets = join(arena, tickets != NULL ? tickets : gw_json_get(git, "tickets")),
		.ci_provider = text_of(arena, ci, "provider"),
		.ci_actor = text_of(arena, ci, "actor"),
		.error = text_of(arena, json, "error"),
	};
	gw_json_free(json);
}
