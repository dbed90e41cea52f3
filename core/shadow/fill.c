/*
 * Filling a shadow with what a side implies, and reading it.
 */
#include "base/fs.h"
#include "config/program.h"
#include "shadow/side_int.h"

enum {
	SCRIPT_BYTES_MAX = 1 << 30,
	COMMAND_BYTES_MAX = 1 << 28,
	COMMAND_TIMEOUT_MS = 10 * 60 * 1000,
};

/* The script is called name in errors. */
static bool fill_from_script(const struct gw_sides *sides, struct gw_side *side, const char *name,
			     struct gw_view text, struct gw_shadow *shadow, struct gw_error **err)
{
	return gw_schema_rename_collect(sides->arena, text, &side->renames, err) &&
	       gw_shadow_load(shadow, name, text, err);
}

static bool fill_from_file(const struct gw_sides *sides, struct gw_side *side,
			   struct gw_shadow *shadow, struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text text = {0};

	return gw_file_read(side->path, SCRIPT_BYTES_MAX, &text, err) &&
	       fill_from_script(sides, side, side->path, text.view, shadow, err);
}

/* What people write after exec: is a line for the shell, as in a Makefile. */
static bool fill_from_command(const struct gw_sides *sides, struct gw_side *side,
			      struct gw_shadow *shadow, struct gw_error **err)
{
	const char *const argv[] = {"/bin/sh", "-c", side->path, NULL};
	const struct gw_program program = {
		.argv = argv,
		.folder = "",
		.timeout_ms = COMMAND_TIMEOUT_MS,
		.max_bytes = COMMAND_BYTES_MAX,
		.code = GW_E_IO,
	};
	struct gw_view text;

	return gw_program_run(sides->arena, sides->sys, &program, &text, err) &&
	       fill_from_script(sides, side, side->text, text, shadow, err);
}

static bool run_migrations(struct gw_session *session, struct gw_error **err)
{
	const struct gw_plan_request request = gw_session_plan_request(session, GW_GOAL_UP);
	const struct gw_progress progress = {0};
	struct gw_plan plan;
	struct gw_run_report report;

	if (gw_session_run(session, &request, &progress, &plan, &report, err))
		return true;
	gw_error_state(*err, GW_STATE_UNTOUCHED, "only a shadow was written to");
	return false;
}

/* The settings are those of this command, but for where migrations come from. */
static bool fill_from_migrations(const struct gw_sides *sides, enum gw_key key, const char *place,
				 struct gw_shadow *shadow, struct gw_error **err)
{
	struct gw_config config = *sides->config;
	struct gw_session session;
	bool ok;

	config.settings[GW_KEY_FROM] = (struct gw_setting){0};
	config.settings[key].text = place;
	ok = gw_shadow_session(sides, shadow, &config, &session, err) &&
	     run_migrations(&session, err);
	gw_shadow_session_end(shadow, &session);
	return ok;
}

static const char *label_of(struct gw_session *session, const struct gw_applied *applied)
{
	const struct gw_entry entry = {.applied = applied};

	return gw_entry_label(session->arena, &entry);
}

/* label: whose. */
static bool fail_no_text(const char *label, struct gw_error **err)
{
	gw_fail(err, GW_E_NO_VERSION, "the history has not kept the text of %s, and no file has it",
		label);
	gw_error_hint(*err, "Compare with the folder of migrations in place of `history`.");
	return false;
}

static bool text_of_file(struct gw_session *session, const struct gw_migration *migration,
			 struct gw_view *ret_text, struct gw_error **err)
{
	return gw_source_text(session->source, session->arena, migration, GW_UP, NULL, ret_text,
			      err);
}

/* The text as it was stored, or else of the file that is still there. */
static bool text_of(struct gw_session *session, const struct gw_applied *applied,
		    struct gw_view *ret_text, struct gw_error **err)
{
	const struct gw_migration *migration;

	if (!gw_history_text(session->history, session->arena, applied, false, ret_text, err))
		return false;
	if (ret_text->p != NULL)
		return true;
	migration = gw_source_find(session->source, applied->key);
	return migration != NULL ? text_of_file(session, migration, ret_text, err)
				 : fail_no_text(label_of(session, applied), err);
}

/* What `schema sync --apply` did; text absent: it was not kept. */
struct synced {
	int64_t seq;
	struct gw_view text;
};

struct replay {
	struct gw_session *session;
	struct gw_shadow *shadow;
	enum gw_run_mode mode;
	GW_VEC(struct synced) synced; /* by seq */
	size_t next; /* of them */
};

/* The history does not keep how a file wants to be run: it is asked, as long as it is there. */
static enum gw_tx_wish wish_of(const struct replay *replay, const struct gw_migration *migration)
{
	bool says_off = migration != NULL && migration->sections[GW_UP].transaction_off;

	return replay->mode == GW_MODE_OFF || says_off ? GW_TX_WISH_OFF : GW_TX_WISH_AUTO;
}

static bool load_text(struct replay *replay, const char *label,
		      const struct gw_migration *migration, struct gw_view text,
		      struct gw_error **err)
{
	struct gw_session *session = replay->session;
	struct gw_script *script;
	bool ok;

	if (!gw_source_stored(session->source, session->arena, label, text,
			      gw_session_placeholders(session), &script, err))
		return false;
	ok = gw_shadow_migrate(replay->shadow, script, wish_of(replay, migration), err);
	gw_script_done(script);
	return ok;
}

/* A person said that all versions up to this one count as applied: those of the files, then. */
static bool load_baselined(struct replay *replay, const struct gw_applied *applied,
			   struct gw_error **err)
{
	struct gw_session *session = replay->session;
	const struct gw_source *source = session->source;
	const struct gw_migration *last = gw_source_find(source, applied->key);
	struct gw_view text;

	if (last == NULL)
		return fail_no_text(label_of(session, applied), err);
	for (size_t i = 0; i <= last->index; i++) {
		const struct gw_migration *migration = source->migrations[i];

		if (migration->kind == GW_MIGRATION_VERSIONED &&
		    (!text_of_file(session, migration, &text, err) ||
		     !load_text(replay, gw_migration_label(session->arena, migration), migration,
				text, err)))
			return false;
	}
	return true;
}

/* A file that is a baseline did run. */
static bool load_applied(struct replay *replay, const struct gw_applied *applied,
			 struct gw_error **err)
{
	struct gw_session *session = replay->session;
	bool ran = applied->event != GW_EVENT_BASELINED ||
		   gw_view_is(gw_view_of(applied->kind),
			      gw_migration_kind_name(GW_MIGRATION_BASELINE));
	struct gw_view text;

	if (!ran)
		return load_baselined(replay, applied, err);
	return text_of(session, applied, &text, err) &&
	       load_text(replay, label_of(session, applied),
			 gw_source_find(session->source, applied->key), text, err);
}

/* A drift that was taken back is in no replay, and so there is nothing to take back in one. */
static bool adds_to_history(const struct gw_event *event)
{
	const struct gw_value *values = event->values;

	return gw_view_is(values[GW_COLUMN_event].text, gw_event_kind_name(GW_EVENT_SYNCED)) &&
	       !gw_view_is(values[GW_COLUMN_name].text, GW_SIDE_OWN_HISTORY);
}

static bool keep_synced(void *payload, const struct gw_event *event,
			struct gw_error **err GW_UNUSED)
{
	struct replay *replay = payload;
	struct gw_arena *arena = replay->session->arena;
	struct synced synced = {.seq = gw_event_int(event, GW_COLUMN_seq)};

	if (!adds_to_history(event))
		return true;
	synced.text = gw_view_of(gw_event_text(event, arena, GW_COLUMN_up_sql));
	gw_vec_push(arena, &replay->synced, synced);
	return true;
}

/* Those that came before an event. */
static bool load_synced(struct replay *replay, int64_t before, struct gw_error **err)
{
	for (; replay->next < replay->synced.n; replay->next++) {
		const struct synced *synced = &replay->synced.items[replay->next];

		if (synced->seq > before)
			return true;
		if (synced->text.p == NULL)
			return fail_no_text("`schema sync`", err);
		if (gw_shadow_load(replay->shadow, "schema sync", synced->text, err))
			continue;
		gw_error_hint(*err, "What it was done to was taken back since. Compare with the "
				    "folder of migrations in place of `history`.");
		return false;
	}
	return true;
}

static bool replay_events(struct replay *replay, struct gw_error **err)
{
	const struct gw_history *history = replay->session->history;

	for (size_t i = 0; i < history->applied.n; i++) {
		const struct gw_applied *applied = history->applied.items[i];

		if (applied->reverted)
			continue;
		if (!load_synced(replay, applied->seq, err) || !load_applied(replay, applied, err))
			return false;
	}
	return load_synced(replay, INT64_MAX, err);
}

/* All that was done, in the order in which it was, by sessions that began as those of runs do. */
static bool replay_all(struct replay *replay, struct gw_error **err)
{
	const struct gw_run_options options = gw_session_run_options(replay->session);
	const struct gw_statements none = {0};

	if (!replay->session->history->exists)
		return true;
	replay->mode = options.mode;
	return gw_history_each(replay->session->history, keep_synced, replay, err) &&
	       gw_shadow_prelude(replay->shadow, &options.prelude, err) &&
	       replay_events(replay, err) && gw_shadow_prelude(replay->shadow, &none, err);
}

static bool fill_from_history(const struct gw_sides *sides, const struct gw_side *side,
			      struct gw_shadow *shadow, struct gw_error **err)
{
	struct gw_session session;
	struct replay replay = {.session = &session, .shadow = shadow};
	bool ok;

	gw_session_init(&session, sides->arena, sides->sys, sides->config);
	session.application = sides->application;
	session.url = side->url;
	ok = gw_session_source(&session, err) && gw_session_open(&session, false, err) &&
	     replay_all(&replay, err);
	gw_session_done(&session);
	return ok;
}

/* Puts into an empty shadow what the side, which is no live database, implies. */
static bool fill(const struct gw_sides *sides, struct gw_side *side, struct gw_shadow *shadow,
		 struct gw_error **err)
{
	switch (side->kind) {
	case GW_SIDE_FOLDER:
		return fill_from_migrations(sides, GW_KEY_DIR, side->path, shadow, err);
	case GW_SIDE_GIT:
		return fill_from_migrations(sides, GW_KEY_FROM, side->path, shadow, err);
	case GW_SIDE_FILE:
		return fill_from_file(sides, side, shadow, err);
	case GW_SIDE_COMMAND:
		return fill_from_command(sides, side, shadow, err);
	case GW_SIDE_HISTORY:
		return fill_from_history(sides, side, shadow, err);
	case GW_SIDE_URL:
	case GW_SIDE_ENVIRONMENT:
		break;
	}
	return true;
}

static bool read_live(const struct gw_sides *sides, const struct gw_side *side,
		      struct gw_schema *ret_schema, struct gw_error **err)
{
	const struct gw_connect_options options = {
		.sys = sides->sys,
		.url = &side->url,
		.application = sides->application,
		.connect_timeout_ms = gw_config_ms(sides->config, GW_KEY_CONNECT_TIMEOUT),
		.read_only = true,
		.must_exist = true,
	};
	const struct gw_engine *engine;
	struct gw_conn *conn;
	bool ok;

	if (!gw_engine_load(side->url.engine, &engine, err) ||
	    !engine->connect(&options, &conn, err))
		return false;
	ok = gw_schema_read(sides->arena, conn, &sides->read, ret_schema, err);
	gw_conn_close(conn);
	return ok;
}

static bool is_live(const struct gw_side *side)
{
	return side->url.engine != NULL && side->kind != GW_SIDE_HISTORY;
}

bool gw_side_read(const struct gw_sides *sides, struct gw_side *side, struct gw_schema *ret_schema,
		  struct gw_error **err)
{
	GW_SHADOW_AUTO struct gw_shadow shadow = {0};

	if (is_live(side))
		return read_live(sides, side, ret_schema, err);
	return gw_sides_shadow(sides, &shadow, err) && fill(sides, side, &shadow, err) &&
	       gw_schema_read(sides->arena, shadow.conn, &sides->read, ret_schema, err);
}

bool gw_sides_read(struct gw_sides *sides, struct gw_side pair[2], struct gw_schema ret_schemas[2],
		   struct gw_error **err)
{
	size_t first = is_live(&pair[0]) ? 1 : 0;
	size_t second = 1 - first;

	if (!gw_side_read(sides, &pair[first], &ret_schemas[first], err))
		return false;
	if (!is_live(&pair[first]) && is_live(&pair[second]) &&
	    ret_schemas[first].dialect->leave_rights != NULL)
		ret_schemas[first].dialect->leave_rights(&ret_schemas[first], &sides->read);
	return gw_side_read(sides, &pair[second], &ret_schemas[second], err);
}
