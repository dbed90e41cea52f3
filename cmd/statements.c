/*
 * `godwit statements FILE`: how godwit cuts a script into statements, and which of them can share a
 * transaction. No database is asked.
 */
#include "base/fs.h"
#include "cli/cli.h"
#include "sql/redact.h"
#include "sql/split.h"
#include "ui/ui.h"

enum { SCRIPT_BYTES_MAX = 1 << 30, FIRST_LINE_BYTES = 1000 };

struct options {
	const char *engine;
};

static const struct cli_option options[] = {
	{.name = "engine",
	 .type = CLI_TEXT,
	 .argument = "ENGINE",
	 .help = "whose SQL the file holds; that of the database in the configuration",
	 .offset = offsetof(struct options, engine),
	 .choices = gw_engine_names},
	{.name = "dialect",
	 .type = CLI_TEXT,
	 .argument = "ENGINE",
	 .offset = offsetof(struct options, engine),
	 .choices = gw_engine_names},
	{0},
};

static const char *kind_name(enum gw_statement_kind kind)
{
	switch (kind) {
	case GW_STATEMENT_OTHER:
		return "other";
	case GW_STATEMENT_QUERY:
		return "query";
	case GW_STATEMENT_DML:
		return "dml";
	case GW_STATEMENT_DDL:
		return "ddl";
	case GW_STATEMENT_TRANSACTION:
		return "transaction";
	case GW_STATEMENT_SESSION:
		return "session";
	case GW_STATEMENT_UTILITY:
		return "utility";
	}
	return "other";
}

/* How a statement goes with transactions: a word for machines. */
static const char *transaction_word(const struct gw_class *class)
{
	if (class->tx != GW_TX_NONE)
		return "control";
	if (class->no_transaction != NULL)
		return "alone";
	return class->implicit_commit ? "commits" : "together";
}

/* And the same for people. */
static const char *transaction_text(struct gw_arena *arena, const struct gw_class *class)
{
	if (class->tx == GW_TX_NONE && class->no_transaction != NULL)
		return gw_format(arena, "alone: %s", class->no_transaction);
	if (class->tx == GW_TX_NONE && class->implicit_commit)
		return "commits by itself";
	return transaction_word(class);
}

/* The file with its statements, cut one after the other. */
struct script {
	const char *path;
	const struct gw_dialect *dialect;
	struct gw_text text;
	struct gw_splitter splitter;
};

/* Before the place of the error: what is said of it there may be on a line of its own. */
static struct gw_view line_before(const struct script *script)
{
	struct gw_view text = script->text.view;
	size_t start;

	gw_line_at(text, script->splitter.error_offset, &start);
	return gw_line_at(text, start != 0 ? start - 1 : 0, &start);
}

static bool next(struct script *script, struct gw_statement *ret_statement, bool *ret_found,
		 struct gw_error **err)
{
	struct gw_splitter *splitter = &script->splitter;

	if (gw_split_next(splitter, ret_statement, ret_found, err))
		return true;
	gw_error_at(*err, script->path, script->text.view, splitter->error_offset,
		    splitter->error_length);
	gw_sql_hide_excerpt(*err, script->dialect, line_before(script));
	return false;
}

static const char *first_line(struct gw_arena *arena, const struct script *script,
			      const struct gw_statement *statement)
{
	struct gw_view text = gw_statement_text(script->text.view, statement);
	struct gw_view line = {0};

	text = gw_view_slice(text, 0, FIRST_LINE_BYTES);
	text = gw_sql_redact(arena, script->dialect, text);
	gw_view_next_line(&text, &line);
	return gw_view_dup(arena, line);
}

static struct gw_json *statement_json(struct gw_arena *arena, const struct script *script,
				      const struct gw_statement *statement)
{
	const struct gw_class *class = &statement->class;
	struct gw_json *json = gw_json_object();

	gw_json_set_int(json, "start", (int64_t)statement->start);
	gw_json_set_int(json, "end", (int64_t)statement->end);
	gw_json_set_int(json, "line", statement->line);
	gw_json_set_text(json, "kind", kind_name(class->kind));
	gw_json_set_text(json, "tag", class->tag);
	gw_json_set_text(json, "transaction", transaction_word(class));
	gw_json_set_text(json, "reason", class->no_transaction);
	gw_json_set_bool(json, "implicit_commit", class->implicit_commit);
	gw_json_set_bool(json, "destroys_data", class->destroys_data);
	if (statement->copy_end > statement->copy_start) {
		gw_json_set_int(json, "copy_start", (int64_t)statement->copy_start);
		gw_json_set_int(json, "copy_end", (int64_t)statement->copy_end);
	}
	gw_json_set_text(json, "first_line", first_line(arena, script, statement));
	return json;
}

static bool print_json(struct cli *cli, struct script *script, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_json *object = cli_json(cli);
	struct gw_json *list = gw_json_array();
	struct gw_statement statement;
	bool found = true;

	gw_json_set_text(object, "file", script->path);
	gw_json_set_text(object, "engine", gw_dialect_name(script->dialect));
	gw_json_set(object, "statements", list);
	while (found) {
		if (!next(script, &statement, &found, err)) {
			gw_json_free(object);
			return false;
		}
		if (found)
			gw_json_push(list, statement_json(&arena, script, &statement));
		gw_arena_reset(&arena);
	}
	ui_json(cli->ui, object);
	return true;
}

static void add_row(struct cli *cli, struct ui_table *table, const struct script *script,
		    const struct gw_statement *statement)
{
	const struct gw_class *class = &statement->class;
	enum ui_style style = class->no_transaction != NULL ? UI_YELLOW : UI_PLAIN;
	const char *const cells[] = {
		gw_format(cli->arena, "%u", statement->line),
		kind_name(class->kind),
		class->tag,
		transaction_text(cli->arena, class),
		first_line(cli->arena, script, statement),
	};

	ui_table_row(table, style, cells);
}

static bool print_table(struct cli *cli, struct script *script, struct gw_error **err)
{
	static const struct ui_column columns[] = {
		{.title = "LINE", .right = true},     {.title = "KIND"},
		{.title = "TAG", .wrap = true},       {.title = "TRANSACTION", .wrap = true},
		{.title = "STATEMENT", .wrap = true},
	};
	struct ui_table *table = ui_table_new(columns, GW_COUNT(columns));
	struct gw_statement statement;
	bool found = true;
	bool ok = true;

	while (ok && found) {
		ok = next(script, &statement, &found, err);
		if (ok && found)
			add_row(cli, table, script, &statement);
	}
	ui_table_print(cli->ui, table);
	return ok;
}

static void script_done(struct script *script)
{
	gw_text_done(&script->text);
}

static bool find_dialect(struct cli *cli, const struct gw_dialect **ret_dialect,
			 struct gw_error **err)
{
	const struct options *chosen = cli->options;

	*ret_dialect = chosen->engine != NULL ? gw_engine_dialect(gw_engine_called(chosen->engine))
					      : gw_engine_dialect_said(cli->config, cli->arena);
	if (*ret_dialect != NULL)
		return true;
	gw_fail(err, GW_E_USAGE, "`godwit statements` needs to know whose SQL it reads");
	gw_error_hint(*err, "Give `--engine postgres`, `--engine mysql` or `--engine sqlite`.");
	return false;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	GW_CLEANUP(script_done) struct script script = {.path = cli->args[0]};

	if (!gw_file_read(script.path, SCRIPT_BYTES_MAX, &script.text, err) ||
	    !find_dialect(cli, &script.dialect, err))
		return false;
	gw_splitter_init(&script.splitter, script.dialect, script.text.view);
	return cli->json ? print_json(cli, &script, err) : print_table(cli, &script, err);
}

const struct cli_command cmd_statements = {
	.name = "statements",
	.arguments = "FILE",
	.summary = "Show how an SQL file is cut into statements",
	.details =
		"For each statement: its line, what it is, and how it goes with transactions: "
		"together with its neighbours, alone because the server demands it, committing by "
		"itself (MySQL and MariaDB), or controlling the transaction.\n"
		"\n"
		"Example:\n"
		"\n"
		"  godwit statements --engine postgres migrations/20261122093000_add_index.sql\n",
	.needs = CLI_NEEDS_CONFIG,
	.about = CLI_ABOUT_TARGET,
	.options = options,
	.options_size = sizeof(struct options),
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
