/*
 * The columns of the tables: what each is called, and where its value comes from. A column is a line
 * here and nowhere else.
 */
#include "report/report_int.h"

typedef struct gw_value getter(const struct gw_report_subject *subject);

struct recipe {
	struct gw_report_column column;
	getter *get; /* NULL: the event's own column */
	enum gw_event_column from;
};

struct gw_report_layout {
	const char *name, *title;
	const struct recipe *recipes;
	size_t n;
};

static struct gw_value text(const char *text)
{
	return gw_value_text(gw_view_of(text));
}

static struct gw_value count(size_t n)
{
	return gw_value_int((int64_t)n);
}

/* --- of a migration --- */

static struct gw_value label(const struct gw_report_subject *subject)
{
	return text(gw_entry_label(subject->arena, subject->entry));
}

static struct gw_value version(const struct gw_report_subject *subject)
{
	return text(gw_entry_version(subject->entry));
}

static struct gw_value name(const struct gw_report_subject *subject)
{
	return text(gw_entry_name(subject->entry));
}

static struct gw_value kind(const struct gw_report_subject *subject)
{
	return text(gw_entry_kind(subject->entry));
}

static struct gw_value state(const struct gw_report_subject *subject)
{
	return text(gw_status_name(subject->entry->status));
}

static struct gw_value note(const struct gw_report_subject *subject)
{
	return text(subject->entry->baselined ? "baseline" : subject->entry->note);
}

static struct gw_value path(const struct gw_report_subject *subject)
{
	const struct gw_migration *migration = subject->entry->migration;

	return text(migration != NULL ? migration->path : NULL);
}

static struct gw_value times(const struct gw_report_subject *subject)
{
	const struct gw_applied *applied = subject->entry->applied;

	return applied != NULL ? count(applied->times) : (struct gw_value){0};
}

static struct gw_value duration(const struct gw_report_subject *subject)
{
	return subject->duration_us != GW_REPORT_UNKNOWN ? gw_value_int(subject->duration_us)
							 : (struct gw_value){0};
}

/* --- of a run --- */

static struct gw_value run_state(const struct gw_report_subject *subject)
{
	return text(subject->run->state);
}

static struct gw_value run_applied(const struct gw_report_subject *subject)
{
	return count(subject->run->applied);
}

static struct gw_value run_reverted(const struct gw_report_subject *subject)
{
	return count(subject->run->reverted);
}

static struct gw_value run_begun(const struct gw_report_subject *subject)
{
	return subject->run->began_at;
}

/* --- of an event --- */

static struct gw_value event_subject(const struct gw_report_subject *subject)
{
	return text(subject->event != NULL ? gw_event_subject(subject->arena, subject->event)
					   : NULL);
}

static struct gw_value actor(const struct gw_report_subject *subject)
{
	return text(subject->event != NULL ? gw_event_actor(subject->arena, subject->event) : NULL);
}

static struct gw_value commit(const struct gw_report_subject *subject)
{
	return text(subject->event != NULL ? gw_event_commit(subject->arena, subject->event)
					   : NULL);
}

static struct gw_value author(const struct gw_report_subject *subject)
{
	return text(subject->notes.author);
}

static struct gw_value ref(const struct gw_report_subject *subject)
{
	return text(subject->notes.ref);
}

static struct gw_value tickets(const struct gw_report_subject *subject)
{
	return text(subject->notes.tickets);
}

static struct gw_value ci_provider(const struct gw_report_subject *subject)
{
	return text(subject->notes.ci_provider);
}

static struct gw_value ci_actor(const struct gw_report_subject *subject)
{
	return text(subject->notes.ci_actor);
}

static struct gw_value failure(const struct gw_report_subject *subject)
{
	return text(subject->notes.error);
}

/* "ed25519 KEY NAME": the name, for people. */
static struct gw_value signer_name(const struct gw_report_subject *subject)
{
	struct gw_view line = subject->event != NULL ? subject->event->values[GW_COLUMN_signer].text
						     : (struct gw_view){0};
	struct gw_public_key key;

	if (line.p == NULL || !gw_key_next(&line, &key))
		return (struct gw_value){0};
	return gw_value_text(gw_view_trim(line));
}

/* --- the tables --- */

#define GIVEN(name, title, type, get)                               \
	{                                                           \
		{name, title, GW_REPORT_##type}, get, GW_COLUMN_seq \
	}
#define OF_EVENT(column, title, type)                                        \
	{                                                                    \
		{#column, title, GW_REPORT_##type}, NULL, GW_COLUMN_##column \
	}
/* The same for every table: who, from where, and why. */
#define WHO                                                                            \
	GIVEN(NULL, "By", TEXT, actor), OF_EVENT(db_user, NULL, TEXT),                 \
		OF_EVENT(os_user, NULL, TEXT), OF_EVENT(os_host, NULL, TEXT),          \
		GIVEN(NULL, "Commit", CODE, commit), OF_EVENT(git_commit, NULL, CODE), \
		OF_EVENT(git_dirty, NULL, NUMBER)

static const struct recipe migration_recipes[] = {
	GIVEN(NULL, "Migration", TEXT, label),
	GIVEN("version", NULL, TEXT, version),
	GIVEN("name", NULL, TEXT, name),
	GIVEN("kind", NULL, TEXT, kind),
	GIVEN("state", "State", STATE, state),
	OF_EVENT(event, NULL, STATE),
	{{"applied_at", "Applied (UTC)", GW_REPORT_TIME}, NULL, GW_COLUMN_started_at},
	GIVEN("duration_us", "Took", DURATION, duration),
	WHO,
	GIVEN("git_ref", NULL, TEXT, ref),
	GIVEN("author", "Author", TEXT, author),
	GIVEN("tickets", "Tickets", TEXT, tickets),
	OF_EVENT(ci_job, "CI job", LINK),
	OF_EVENT(reason, NULL, TEXT),
	OF_EVENT(run_id, NULL, CODE),
	OF_EVENT(seq, NULL, NUMBER),
	GIVEN("times", NULL, NUMBER, times),
	OF_EVENT(checksum, NULL, CODE),
	GIVEN("path", NULL, TEXT, path),
	GIVEN("note", "Note", TEXT, note),
};

static const struct recipe run_recipes[] = {
	OF_EVENT(run_id, "Run", CODE),
	GIVEN("started_at", "Began (UTC)", TIME, run_begun),
	GIVEN("state", "State", STATE, run_state),
	OF_EVENT(duration_us, "Took", DURATION),
	GIVEN("applied", "Applied", NUMBER, run_applied),
	GIVEN("reverted", "Reverted", NUMBER, run_reverted),
	OF_EVENT(statements, NULL, NUMBER),
	GIVEN(NULL, "Migration", TEXT, event_subject),
	OF_EVENT(version, NULL, TEXT),
	OF_EVENT(name, NULL, TEXT),
	GIVEN("error", "Error", TEXT, failure),
	WHO,
	OF_EVENT(ci_job, "CI job", LINK),
	GIVEN("ci_provider", NULL, TEXT, ci_provider),
	GIVEN("ci_actor", "CI actor", TEXT, ci_actor),
	GIVEN("tickets", "Tickets", TEXT, tickets),
	OF_EVENT(reason, "Reason", TEXT),
	OF_EVENT(tool_version, NULL, TEXT),
	OF_EVENT(server_version, NULL, TEXT),
	OF_EVENT(signer, NULL, TEXT),
	GIVEN(NULL, "Signed by", TEXT, signer_name),
};

static const struct recipe event_recipes[] = {
	OF_EVENT(seq, "Seq", NUMBER),
	OF_EVENT(started_at, "Time (UTC)", TIME),
	OF_EVENT(event, "Event", STATE),
	GIVEN(NULL, "Migration", TEXT, event_subject),
	OF_EVENT(version, NULL, TEXT),
	OF_EVENT(name, NULL, TEXT),
	OF_EVENT(kind, NULL, TEXT),
	WHO,
	GIVEN("git_ref", NULL, TEXT, ref),
	GIVEN("author", NULL, TEXT, author),
	OF_EVENT(ci_job, NULL, LINK),
	OF_EVENT(run_id, "Run", CODE),
	OF_EVENT(reason, "Reason", TEXT),
	OF_EVENT(source, NULL, TEXT),
	OF_EVENT(duration_us, NULL, DURATION),
	OF_EVENT(statements, NULL, NUMBER),
	OF_EVENT(checksum, NULL, CODE),
	OF_EVENT(tool_version, NULL, TEXT),
	OF_EVENT(server_version, NULL, TEXT),
	OF_EVENT(signer, NULL, TEXT),
	OF_EVENT(hash, "Hash", CODE),
};

const struct gw_report_layout gw_report_migrations = {"migrations", "Migrations", migration_recipes,
						      GW_COUNT(migration_recipes)};
const struct gw_report_layout gw_report_runs = {"runs", "Runs", run_recipes, GW_COUNT(run_recipes)};
const struct gw_report_layout gw_report_events = {"log", "Events", event_recipes,
						  GW_COUNT(event_recipes)};

/* What a table's rows are made with. */
struct making {
	const struct gw_report_layout *layout;
	struct gw_report_subjects subjects;
};

static const struct gw_value *make_row(const struct gw_report_table *table, size_t row,
				       struct gw_arena *arena)
{
	const struct making *making = table->payload;
	const struct gw_report_layout *layout = making->layout;
	struct gw_value *values = gw_new_array(arena, struct gw_value, layout->n);
	struct gw_report_subject subject = {.arena = arena, .duration_us = GW_REPORT_UNKNOWN};

	making->subjects.get(making->subjects.payload, row, &subject);
	if (subject.event != NULL)
		gw_event_notes_read(arena, subject.event, &subject.notes);
	for (size_t i = 0; i < layout->n; i++) {
		const struct recipe *recipe = &layout->recipes[i];

		if (recipe->get != NULL)
			values[i] = recipe->get(&subject);
		else if (subject.event != NULL)
			values[i] = subject.event->values[recipe->from];
	}
	return values;
}

void gw_report_add_table(struct gw_report *report, const struct gw_report_layout *layout,
			 const struct gw_report_subjects *subjects)
{
	struct gw_report_column *columns = gw_new_array(report->arena, struct gw_report_column,
							layout->n);
	struct making *making = gw_new(report->arena, struct making);
	const struct gw_report_table table = {
		.name = layout->name,
		.title = layout->title,
		.columns = columns,
		.ncolumns = layout->n,
		.nrows = subjects->n,
		.row = make_row,
		.payload = making,
	};

	*making = (struct making){layout, *subjects};
	for (size_t i = 0; i < layout->n; i++)
		columns[i] = layout->recipes[i].column;
	gw_vec_push(report->arena, &report->tables, table);
}

void gw_report_add_fact(struct gw_report *report, const char *name, const char *title,
			enum gw_report_type type, struct gw_value value)
{
	const struct gw_report_fact fact = {.column = {name, title, type}, .value = value};

	gw_vec_push(report->arena, &report->facts, fact);
}
