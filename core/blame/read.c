/*
 * The statements of all migrations on the way up, each read once.
 */
#include "blame/blame_int.h"

/* Longer ones are data, and no view or routine. */
enum { TEXT_BYTES_MAX = 64 * 1024 };

struct reading {
	struct gw_arena *arena;
	struct gw_source *source;
	const struct gw_blame_request *request;
	struct gw_blame_records records;
	struct gw_blame *blame;
	const struct gw_migration *migration;
	const struct gw_script *script;
};

static void note_unread(struct reading *reading, const struct gw_error *error)
{
	const struct gw_notice notice = {
		.path = reading->migration->path,
		.text = gw_strdup(reading->arena, error->message),
	};

	gw_vec_push(reading->arena, &reading->blame->unread, notice);
}

/* The text is kept where names may have to be looked for in it. */
static void keep_text(const struct reading *reading, struct gw_view text,
		      struct gw_blame_record *record)
{
	if (text.n > TEXT_BYTES_MAX || !(record->runs_code || reading->request->mentions))
		return;
	record->text.n = text.n;
	record->text.p = gw_view_dup(reading->arena, text);
}

static void place(const struct reading *reading, const struct gw_statement *statement,
		  struct gw_blame_statement *placed)
{
	size_t prefix = gw_view_of(reading->source->tree->display).n + 1;

	placed->line = gw_script_line(reading->script, statement->start, statement->line,
				      &placed->path);
	placed->file = gw_view_dup(reading->arena, gw_view_from(gw_view_of(placed->path), prefix));
}

/* A thousand of them need no entry each. */
static bool goes_on(const struct gw_blame_record *before, const struct gw_blame_record *record)
{
	return before->statement.migration == record->statement.migration &&
	       before->touches.list.n == 1 && record->touches.list.n == 1 &&
	       record->text.p == NULL &&
	       gw_blame_goes_on(&before->touches.list.items[0], &record->touches.list.items[0]);
}

/* modes are those that the statement was read with, not what it may have changed them to. */
static void take(struct reading *reading, size_t number, const struct gw_splitter *splitter,
		 struct gw_lexer_modes modes, const struct gw_statement *statement)
{
	struct gw_view text = gw_statement_text(splitter->text, statement);
	struct gw_blame_records *records = &reading->records;
	struct gw_blame_record record = {
		.statement = {.migration = reading->migration,
			      .number = number,
			      .count = 1,
			      .tag = statement->class.tag},
		.modes = modes,
		.runs_code = statement->class.runs_code,
	};

	if (statement->class.kind == GW_STATEMENT_TRANSACTION ||
	    statement->class.kind == GW_STATEMENT_SESSION)
		return;
	gw_touches_read(reading->arena, splitter->dialect, modes, text, &record.touches);
	keep_text(reading, text, &record);
	if (record.touches.list.n == 0 && record.text.p == NULL)
		return;
	if (records->list.n != 0 && goes_on(&gw_vec_last(&records->list), &record)) {
		gw_vec_last(&records->list).statement.count++;
		return;
	}
	place(reading, statement, &record.statement);
	gw_vec_push(reading->arena, &records->list, record);
}

static bool read_statements(struct reading *reading, struct gw_error **err)
{
	struct gw_splitter splitter;
	struct gw_statement statement;
	bool found;

	gw_splitter_init(&splitter, reading->source->dialect, reading->script->text.view);
	for (size_t number = 1;; number++) {
		struct gw_lexer_modes modes = splitter.modes;

		if (!gw_split_next(&splitter, &statement, &found, err))
			return false;
		if (!found)
			return true;
		take(reading, number, &splitter, modes, &statement);
	}
}

/* A placeholder without a value stays as it is: what has none in its names is found all the same. */
static bool open_script(const struct reading *reading, struct gw_script **ret_script,
			struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *failure = NULL;

	return gw_source_script(reading->source, reading->arena, reading->migration, GW_UP,
				reading->request->placeholders, ret_script, &failure) ||
	       gw_source_plain_script(reading->source, reading->arena, reading->migration, GW_UP,
				      ret_script, err);
}

static void read_migration(struct reading *reading)
{
	GW_ERROR_AUTO struct gw_error *failure = NULL;
	struct gw_script *script = NULL;

	if (!reading->migration->sections[GW_UP].present)
		return;
	if (!open_script(reading, &script, &failure)) {
		note_unread(reading, failure);
		return;
	}
	reading->script = script;
	if (!read_statements(reading, &failure))
		note_unread(reading, failure);
	gw_script_done(script);
}

bool gw_blame_read(struct gw_arena *arena, struct gw_source *source,
		   const struct gw_blame_request *request, struct gw_blame *ret_blame,
		   struct gw_error **err)
{
	struct gw_blame blame = {0};
	struct reading reading = {
		.arena = arena,
		.source = source,
		.request = request,
		.records.dialect = source->dialect,
		.blame = &blame,
	};

	for (size_t i = 0; i < source->n; i++) {
		reading.migration = source->migrations[i];
		read_migration(&reading);
	}
	if (!gw_blame_tell(arena, &reading.records, request, &blame, err))
		return false;
	*ret_blame = blame;
	return true;
}
