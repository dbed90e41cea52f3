/*
 * What godwit knows, as JSON.
 */
#include "session/view.h"

static void set_time(struct gw_json *object, const char *key, int64_t time_us)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	gw_json_set_text(object, key, time_us != 0 ? gw_time_format(&scratch, time_us) : NULL);
}

static void set_digest(struct gw_json *object, const char *key, const struct gw_digest *digest)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	gw_json_set_text(object, key, gw_digest_hex(&scratch, digest));
}

static struct gw_json *target_json(const struct gw_session *session)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "url", gw_url_display(&scratch, &session->url));
	gw_json_set_text(json, "engine", session->url.engine);
	if (session->conn != NULL) {
		gw_json_set_text(json, "server", session->conn->info.flavor);
		gw_json_set_text(json, "server_version", session->conn->info.version);
		gw_json_set_text(json, "user", session->conn->info.user);
		gw_json_set_text(json, "database", session->conn->info.database);
	}
	return json;
}

static struct gw_json *source_json(const struct gw_source *source)
{
	struct gw_json *json = gw_json_object();
	struct gw_json *notices = gw_json_array();

	gw_json_set_text(json, "path", source->tree->display);
	gw_json_set_text(json, "format", source->format->name);
	gw_json_set_bool(json, "sniffed", source->sniffed);
	for (size_t i = 0; i < source->notices.n; i++) {
		struct gw_json *notice = gw_json_object();

		gw_json_set_text(notice, "path", source->notices.items[i].path);
		gw_json_set_text(notice, "text", source->notices.items[i].text);
		gw_json_push(notices, notice);
	}
	gw_json_set(json, "notices", notices);
	return json;
}

static struct gw_json *unadopted_json(const struct gw_session *session)
{
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < session->unadopted.n; i++) {
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "tool", session->unadopted.items[i].tool);
		gw_json_set_text(json, "table", session->unadopted.items[i].table);
		gw_json_push(list, json);
	}
	return list;
}

static struct gw_json *history_json(const struct gw_session *session)
{
	const struct gw_history *history = session->history;
	struct gw_json *json = gw_json_object();

	gw_json_set_bool(json, "exists", history->exists);
	gw_json_set_int(json, "events", history->head_seq + 1);
	gw_json_set_int(json, "applied", (int64_t)history->applied_count);
	gw_json_set_text(json, "baseline", history->baseline);
	gw_json_set_text(json, "keep_in_step", history->in_step);
	if (history->head_seq >= 0)
		set_digest(json, "head", &history->head_hash);
	else
		gw_json_set_null(json, "head");
	gw_json_set(json, "unadopted", unadopted_json(session));
	return json;
}

void gw_view_session(const struct gw_session *session, struct gw_json *object)
{
	if (session->url.engine != NULL)
		gw_json_set(object, "target", target_json(session));
	if (session->source != NULL)
		gw_json_set(object, "source", source_json(session->source));
	if (session->history != NULL)
		gw_json_set(object, "history", history_json(session));
}

static struct gw_json *entry_json(const struct gw_entry *entry)
{
	const struct gw_migration *migration = entry->migration;
	const struct gw_applied *applied = entry->applied;
	const struct gw_unfinished *unfinished = entry->unfinished;
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "key", gw_entry_key(entry));
	gw_json_set_text(json, "version", gw_entry_version(entry));
	gw_json_set_text(json, "name", gw_entry_name(entry));
	gw_json_set_text(json, "kind", gw_entry_kind(entry));
	gw_json_set_text(json, "status", gw_status_name(entry->status));
	gw_json_set_text(json, "note", entry->note);
	gw_json_set_bool(json, "baselined", entry->baselined);
	gw_json_set_text(json, "path", migration != NULL ? migration->path : NULL);
	if (migration != NULL)
		set_digest(json, "checksum", &migration->checksum);
	if (applied != NULL) {
		gw_json_set_int(json, "seq", applied->seq);
		gw_json_set_text(json, "run_id", applied->run_id);
		set_time(json, "applied_at", applied->started_at_us);
	}
	if (unfinished != NULL) {
		gw_json_set_int(json, "statements_done", (int64_t)unfinished->done);
		gw_json_set_bool(json, "in_doubt", unfinished->in_doubt);
	}
	return json;
}

void gw_view_picture(const struct gw_picture *picture, struct gw_json *object)
{
	struct gw_json *counts = gw_json_object();
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < GW_STATUS_COUNT; i++)
		gw_json_set_int(counts, gw_status_name((enum gw_status)i),
				(int64_t)picture->counts[i]);
	for (size_t i = 0; i < picture->entries.n; i++)
		gw_json_push(list, entry_json(&picture->entries.items[i]));
	gw_json_set(object, "counts", counts);
	gw_json_set_int(object, "pending", (int64_t)gw_picture_pending(picture));
	gw_json_set(object, "migrations", list);
}

static struct gw_json *segment_json(const struct gw_segment *segment)
{
	static const char *const kinds[] = {
		[GW_SEGMENT_TOGETHER] = "together",
		[GW_SEGMENT_ALONE] = "alone",
		[GW_SEGMENT_SPAN] = "span",
	};
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "kind", kinds[segment->kind]);
	gw_json_set_int(json, "first_statement", (int64_t)segment->first + 1);
	gw_json_set_int(json, "statements", (int64_t)segment->count);
	gw_json_set_text(json, "reason", segment->reason);
	return json;
}

static struct gw_json *step_json(const struct gw_step *step)
{
	struct gw_json *json = gw_json_object();
	struct gw_json *segments = gw_json_array();

	gw_json_set_text(json, "key", step->key);
	gw_json_set_text(json, "label", step->label);
	gw_json_set_text(json, "direction", gw_direction_name(step->direction));
	gw_json_set_text(json, "path", step->migration != NULL ? step->migration->path : NULL);
	gw_json_set_text(json, "source", step->source->display);
	gw_json_set_bool(json, "stored", step->stored);
	gw_json_set_int(json, "statements", (int64_t)step->facts.statements);
	gw_json_set_bool(json, "one_transaction", step->atomic);
	gw_json_set_bool(json, "destroys_data", step->facts.destroys_data);
	gw_json_set_int(json, "resume_at", (int64_t)step->resume_at);
	for (size_t i = 0; i < step->facts.segments.n; i++)
		gw_json_push(segments, segment_json(&step->facts.segments.items[i]));
	gw_json_set(json, "segments", segments);
	return json;
}

void gw_view_commit(const char *key, const struct gw_git_commit *commit, struct gw_json *object)
{
	struct gw_json *json;

	if (commit == NULL) {
		gw_json_set_null(object, key);
		return;
	}
	json = gw_json_object();
	gw_json_set_text(json, "id", commit->id);
	gw_json_set_text(json, "author", commit->author);
	set_time(json, "date", commit->authored_at_us);
	gw_json_set_text(json, "summary", commit->summary);
	gw_json_set(object, key, json);
}

static struct gw_json *refusal_json(const struct gw_refusal *refusal)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "key", refusal->key);
	gw_json_set_text(json, "status", gw_status_name(refusal->status));
	gw_json_set_text(json, "path", refusal->path);
	gw_json_set_text(json, "message", refusal->message);
	gw_json_set_text(json, "hint", refusal->hint);
	gw_json_set_text(json, "detail", refusal->detail);
	gw_view_commit("commit", refusal->commit, json);
	return json;
}

void gw_view_plan(const struct gw_session *session, const struct gw_plan *plan,
		  struct gw_json *object)
{
	struct gw_json *steps = gw_json_array();
	struct gw_json *refusals = gw_json_array();
	struct gw_json *warnings = gw_json_array();

	gw_view_session(session, object);
	for (size_t i = 0; i < plan->steps.n; i++)
		gw_json_push(steps, step_json(&plan->steps.items[i]));
	for (size_t i = 0; i < plan->refusals.n; i++)
		gw_json_push(refusals, refusal_json(&plan->refusals.items[i]));
	for (size_t i = 0; i < plan->warnings.n; i++)
		gw_json_push(warnings, refusal_json(&plan->warnings.items[i]));
	gw_json_set(object, "steps", steps);
	gw_json_set(object, "refusals", refusals);
	gw_json_set(object, "warnings", warnings);
}

void gw_view_report(const struct gw_run_report *report, struct gw_json *object)
{
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < report->steps.n; i++) {
		const struct gw_step_report *step = &report->steps.items[i];
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "key", step->step->key);
		gw_json_set_text(json, "label", step->step->label);
		gw_json_set_text(json, "direction", gw_direction_name(step->step->direction));
		gw_json_set_int(json, "seq", step->seq);
		gw_json_set_int(json, "statements", (int64_t)step->statements);
		gw_json_set_int(json, "elapsed_us", step->elapsed_us);
		gw_json_push(list, json);
	}
	gw_json_set_text(object, "run_id", report->run_id);
	gw_json_set_int(object, "done", (int64_t)report->steps.n);
	gw_json_set_int(object, "statements", (int64_t)report->statements);
	gw_json_set_int(object, "elapsed_us", report->elapsed_us);
	gw_json_set(object, "migrations", list);
	gw_json_set_text(object, "failed", report->failed != NULL ? report->failed->key : NULL);
}

/* The column holds JSON already. */
static void set_detail(struct gw_json *object, const char *key, struct gw_view text)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_json *detail;

	if (text.p != NULL && gw_json_parse(key, text, &detail, &ignored))
		gw_json_set(object, key, detail);
	else
		gw_json_set_view(object, key, text);
}

struct gw_json *gw_view_event(const struct gw_event *event)
{
	struct gw_json *json = gw_json_object();

	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		const struct gw_value *value = &event->values[i];
		const char *name = gw_event_column_name((enum gw_event_column)i);

		if (i == GW_COLUMN_detail)
			set_detail(json, name, value->text);
		else if (i == GW_COLUMN_started_at)
			set_time(json, name, value->number);
		else if (value->kind == GW_VALUE_INT)
			gw_json_set_int(json, name, value->number);
		else
			gw_json_set_view(json, name, value->text);
	}
	return json;
}
