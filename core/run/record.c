/*
 * History rows of a run: one for each step, and one that closes the run.
 *
 * A step's row is sent before the step's statements, so it holds only what is known then. What is
 * measured goes into the closing row:
 *
 *	detail  {"steps": [{"seq": 7, "duration_us": 1200, "statements": 3}], "error": "statement-failed"}
 *
 * The closing row of a run that failed names the migration that did.
 */
#include "base/json.h"
#include "run/run_int.h"
#include "sql/redact.h"

static void set_digest(struct gw_step_run *step, enum gw_event_column column,
		       const struct gw_digest *digest)
{
	gw_event_set_text(&step->event, column, gw_digest_hex(&step->arena, digest));
}

/* Text that every engine's text column takes. */
static bool is_storable(struct gw_view text)
{
	size_t bad;

	return gw_utf8_valid(text, &bad) && gw_view_find_char(text, '\0') == GW_NOWHERE;
}

/*
 * What is kept is kept as it is: a down script may be run again, so one that holds a secret is not
 * masked but left out. *ret_withheld says why, NULL when the text is there, or there is none.
 */
static bool store_text(struct gw_source *source, struct gw_arena *arena,
		       const struct gw_migration *migration, enum gw_direction direction,
		       struct gw_script *open, uint64_t limit_bytes, struct gw_value *value,
		       const char **ret_withheld, struct gw_error **err)
{
	const struct gw_section *section = &migration->sections[direction];
	struct gw_view text;

	*ret_withheld = section->present && gw_section_bytes(section) > limit_bytes ? "size" : NULL;
	if (!section->present || *ret_withheld != NULL)
		return true;
	if (!gw_source_text(source, arena, migration, direction, open, &text, err))
		return false;
	if (!is_storable(text))
		*ret_withheld = "encoding";
	else if (gw_sql_has_secret(source->dialect, text))
		*ret_withheld = GW_WITHHELD_SECRET;
	else
		*value = gw_value_text(text);
	return true;
}

static void set_known(struct gw_json *object, const char *key, const char *text)
{
	if (text != NULL)
		gw_json_set_text(object, key, text);
}

/* {"up": "size", "down": "secret"} */
static struct gw_json *withheld_json(const char *up, const char *down)
{
	struct gw_json *withheld = gw_json_object();

	set_known(withheld, "up", up);
	set_known(withheld, "down", down);
	return withheld;
}

static void set_tickets(struct gw_json *git, struct gw_arena *arena, const char *message)
{
	const char **tickets;
	size_t n = gw_commit_tickets(arena, message, &tickets);
	struct gw_json *list;

	if (n == 0)
		return;
	list = gw_json_array();
	for (size_t i = 0; i < n; i++)
		gw_json_push_text(list, tickets[i]);
	gw_json_set(git, "tickets", list);
}

/*
 * {"ref": "v1.4", "tree": ID, "blob": ID, "commit": ID, "author": "Ada <a@b>", "date": TIME,
 *  "tickets": ["SHOP-7"]}
 */
static struct gw_json *git_json(struct gw_arena *arena, const struct gw_provenance *provenance,
				const struct gw_migration *migration)
{
	const struct gw_file_origin *origin = gw_map_get(&provenance->files,
							 gw_view_of(migration->path));
	struct gw_json *git = gw_json_object();

	set_known(git, "ref", provenance->ref);
	set_known(git, "tree", provenance->tree);
	if (origin == NULL)
		return git;
	set_known(git, "blob", origin->blob);
	if (origin->changed == NULL)
		return git;
	gw_json_set_text(git, "commit", origin->changed->id);
	gw_json_set_text(git, "author", origin->changed->author);
	gw_json_set_text(git, "date", gw_time_format(arena, origin->changed->authored_at_us));
	set_tickets(git, arena, origin->changed->message);
	return git;
}

static void add_detail(struct gw_arena *arena, const struct gw_source *source,
		       const struct gw_migration *migration, const char *up_withheld,
		       const char *down_withheld, struct gw_event *event)
{
	GW_STR_AUTO struct gw_str str = {0};
	bool withheld = up_withheld != NULL || down_withheld != NULL;
	struct gw_json *detail;

	if (!withheld && source->provenance == NULL)
		return;
	detail = gw_json_object();
	if (source->provenance != NULL)
		gw_json_set(detail, "git", git_json(arena, source->provenance, migration));
	if (withheld)
		gw_json_set(detail, "withheld", withheld_json(up_withheld, down_withheld));
	gw_json_write(detail, false, &str);
	gw_json_free(detail);
	gw_event_set_text(event, GW_COLUMN_detail, gw_str_take(&str, arena));
}

bool gw_record_texts(struct gw_source *source, struct gw_arena *arena,
		     const struct gw_migration *migration, struct gw_script *open,
		     uint64_t limit_bytes, struct gw_event *event, const char **ret_down_withheld,
		     struct gw_error **err)
{
	const char *up, *down;

	if (!store_text(source, arena, migration, GW_UP, open, limit_bytes,
			&event->values[GW_COLUMN_up_sql], &up, err) ||
	    !store_text(source, arena, migration, GW_DOWN, open, limit_bytes,
			&event->values[GW_COLUMN_down_sql], &down, err))
		return false;
	add_detail(arena, source, migration, up, down, event);
	*ret_down_withheld = down;
	return true;
}

/* Without its file it could not be taken back: worth a word while the file is there. */
static void tell_withheld(const struct gw_runner *runner, const struct gw_step *step)
{
	gw_tell(runner, (struct gw_progress_event){
				.kind = GW_PROGRESS_NOTICE,
				.step = step,
				.text = GW_VIEW("its down script holds a secret and is not kept in "
						"the history; a placeholder in place of the secret "
						"would be"),
			});
}

static bool describe_up(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	const struct gw_migration *migration = step->step->migration;
	bool baseline = migration->kind == GW_MIGRATION_BASELINE;
	const char *withheld;

	gw_event_set_text(&step->event, GW_COLUMN_event,
			  gw_event_kind_name(baseline ? GW_EVENT_BASELINED : GW_EVENT_APPLIED));
	gw_event_set_text(
		&step->event, GW_COLUMN_source,
		gw_tree_display_path(&step->arena, step->step->source->tree, migration->path));
	gw_event_describe(&step->event, &step->arena, migration);
	if (!gw_record_texts(step->step->source, &step->arena, migration, step->script,
			     runner->options->store_sql_limit, &step->event, &withheld, err))
		return false;
	if (gw_view_is(gw_view_of(withheld), GW_WITHHELD_SECRET))
		tell_withheld(runner, step->step);
	return true;
}

static void describe_down(struct gw_step_run *step)
{
	const struct gw_applied *applied = step->step->applied;

	gw_event_set_text(&step->event, GW_COLUMN_event, gw_event_kind_name(GW_EVENT_REVERTED));
	gw_event_set_text(&step->event, GW_COLUMN_version, applied->version);
	gw_event_set_text(&step->event, GW_COLUMN_name, applied->name);
	gw_event_set_text(&step->event, GW_COLUMN_kind, applied->kind);
	if (applied->has_checksum)
		set_digest(step, GW_COLUMN_checksum, &applied->checksum);
}

bool gw_record_describe(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	if (step->step->direction == GW_DOWN)
		describe_down(step);
	else if (!describe_up(runner, step, err))
		return false;
	return gw_keep_prepare(runner, step, err);
}

void gw_record_step(struct gw_runner *runner, struct gw_step_run *step)
{
	const struct gw_tag tag = {.role = GW_ROLE_RECORD, .step = step};

	gw_recorder_event(&runner->recorder, &step->event);
	gw_flight_queue(runner, tag,
			gw_recorder_request(&runner->recorder, &step->arena, &step->event));
	gw_keep_queue(runner, step);
}

struct gw_step_report gw_step_report_of(const struct gw_step_run *step)
{
	struct gw_step_report report = {
		.step = step->step,
		.seq = step->event.values[GW_COLUMN_seq].number,
		.elapsed_us = step->elapsed_us,
		.statements = step->statements,
	};

	(void)!gw_digest_parse(step->event.values[GW_COLUMN_hash].text, &report.hash);
	return report;
}

static struct gw_json *report_json(const struct gw_step_report *report)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_int(json, "seq", report->seq);
	gw_json_set_int(json, "duration_us", report->elapsed_us);
	gw_json_set_int(json, "statements", (int64_t)report->statements);
	return json;
}

/* The steps that are done, and those that will be, with the closing row. */
static struct gw_json *steps_json(const struct gw_run_report *report,
				  const struct gw_step_run *open)
{
	struct gw_json *steps = gw_json_array();

	for (size_t i = 0; i < report->steps.n; i++)
		gw_json_push(steps, report_json(&report->steps.items[i]));
	for (const struct gw_step_run *step = open; step != NULL; step = step->next) {
		const struct gw_step_report one = gw_step_report_of(step);

		gw_json_push(steps, report_json(&one));
	}
	return steps;
}

static const char *detail_of(struct gw_arena *arena, const struct gw_run_report *report,
			     const struct gw_step_run *open, const struct gw_error *failure)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_json *detail = gw_json_object();

	gw_json_set(detail, "steps", steps_json(report, open));
	if (failure != NULL)
		gw_json_set_text(detail, "error", gw_code_info(failure->code)->slug);
	gw_json_write(detail, false, &str);
	gw_json_free(detail);
	return gw_str_take(&str, arena);
}

static void name_step(struct gw_event *event, const struct gw_step *step)
{
	const struct gw_migration *migration = step->migration;
	const struct gw_applied *applied = step->applied;
	bool has_file = migration != NULL;

	gw_event_set_text(event, GW_COLUMN_version,
			  has_file ? migration->version : applied->version);
	gw_event_set_text(event, GW_COLUMN_name, has_file ? migration->name : applied->name);
	gw_event_set_text(event, GW_COLUMN_kind,
			  has_file ? gw_migration_kind_name(migration->kind) : applied->kind);
}

void gw_record_finish(struct gw_arena *arena, const struct gw_run_report *report,
		      const struct gw_step_run *open, const struct gw_error *failure,
		      struct gw_event *ret_event)
{
	*ret_event = (struct gw_event){0};
	gw_event_set_text(
		ret_event, GW_COLUMN_event,
		gw_event_kind_name(failure != NULL ? GW_EVENT_FAILED : GW_EVENT_FINISHED));
	if (report->failed != NULL)
		name_step(ret_event, report->failed);
	gw_event_set_text(ret_event, GW_COLUMN_detail, detail_of(arena, report, open, failure));
	ret_event->values[GW_COLUMN_duration_us] = gw_value_int(report->elapsed_us);
	ret_event->values[GW_COLUMN_statements] = gw_value_int((int64_t)report->statements);
}
