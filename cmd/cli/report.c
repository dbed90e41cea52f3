/*
 * Reports on the terminal, and in other forms.
 */
#include "cli/report.h"

#include <ctype.h>

#include "ui/ui.h"

const char *const cli_report_forms[] = {"text", "json", "csv", "markdown", "html", NULL};

static const struct {
	const char *ending, *form;
} endings[] = {
	{".json", "json"}, {".csv", "csv"},  {".md", "markdown"},
	{".html", "html"}, {".htm", "html"},
};

static const char *form_of(const char *output)
{
	for (size_t i = 0; output != NULL && i < GW_COUNT(endings); i++) {
		if (gw_view_ends(gw_view_of(output), endings[i].ending))
			return endings[i].form;
	}
	return NULL;
}

/* Who writes --format html means this, and not how migration files look. */
static bool check_setting(const struct cli *cli, struct gw_error **err)
{
	const char *format = gw_config_text(cli->config, GW_KEY_FORMAT);

	for (size_t i = 0; format != NULL && cli_report_forms[i] != NULL; i++) {
		if (!gw_view_is(gw_view_of(format), cli_report_forms[i]))
			continue;
		gw_fail(err, GW_E_USAGE, "--format says how migration files look, and is not '%s'",
			format);
		gw_error_hint(*err, "What is put out takes this form with `--as %s`.", format);
		return false;
	}
	return true;
}

bool cli_report_form(struct cli *cli, const char *named, const char *output, const char **ret_form,
		     struct gw_error **err)
{
	const char *form = named;

	if (!check_setting(cli, err))
		return false;
	if (form == NULL)
		form = cli->json ? "json" : form_of(output);
	*ret_form = form != NULL ? form : "text";
	if (!gw_view_is(gw_view_of(*ret_form), "json")) {
		if (!cli->json)
			return true;
		gw_fail(err, GW_E_USAGE, "--json and --as %s are two things", *ret_form);
		gw_error_hint(*err, "Leave one of them out.");
		return false;
	}
	cli->json = true;
	ui_configure(cli->ui, true, cli->quiet, cli->verbose);
	return true;
}

bool cli_report_put(struct cli *cli, const struct gw_report *report, const char *form,
		    struct gw_json *head, const char *output, struct gw_error **err)
{
	static const struct {
		const char *name;
		void (*write)(const struct gw_report *report, struct gw_report_output *output);
	} writers[] = {
		{"csv", gw_report_csv},
		{"markdown", gw_report_markdown},
		{"html", gw_report_html},
	};
	struct cli_pieces pieces;
	struct gw_report_output to = {.take = cli_pieces_add, .payload = &pieces};

	if (!cli_pieces_begin(cli, output, &pieces, err)) {
		gw_json_free(head);
		return false;
	}
	if (head != NULL)
		gw_report_json(report, head, output != NULL || cli->ui->out_tty, &to);
	for (size_t i = 0; i < GW_COUNT(writers); i++) {
		if (gw_view_is(gw_view_of(form), writers[i].name))
			writers[i].write(report, &to);
	}
	gw_str_done(&to.text);
	return cli_pieces_end(&pieces, err);
}

/* --- text --- */

static const enum ui_style styles[GW_MOOD_COUNT] = {
	[GW_MOOD_PLAIN] = UI_PLAIN,
	[GW_MOOD_GOOD] = UI_GREEN,
	[GW_MOOD_ODD] = UI_YELLOW,
	[GW_MOOD_BAD] = UI_RED,
};

enum { TITLE_COLUMNS = 25 };

/* What people copy stays in one piece: where it does not fit, it has a line of its own. */
static void print_code(struct cli *cli, const char *title, const char *code)
{
	bool fits = !cli->ui->out_tty ||
		    TITLE_COLUMNS + ui_columns(gw_view_of(code)) <= cli->ui->width;

	if (fits)
		ui_print(cli->ui, UI_DIM, "%-*s", TITLE_COLUMNS, title);
	else
		ui_print(cli->ui, UI_DIM, "%s\n  ", title);
	ui_print(cli->ui, UI_PLAIN, "%s\n", code);
}

static void print_fact(struct cli *cli, const struct gw_report_fact *fact)
{
	const char *told = gw_report_tell_fact(cli->arena, fact);

	if (told == NULL)
		return;
	if (fact->column.type == GW_REPORT_CODE) {
		print_code(cli, fact->column.title, told);
		return;
	}
	ui_print(cli->ui, UI_DIM, "%-*s", TITLE_COLUMNS, fact->column.title);
	ui_print_block(cli->ui, styles[fact->mood], TITLE_COLUMNS, told);
}

static void print_facts(struct cli *cli, const struct gw_report *report)
{
	for (size_t i = 0; i < report->facts.n; i++)
		print_fact(cli, &report->facts.items[i]);
}

static void print_findings(struct cli *cli, const struct gw_report *report)
{
	for (size_t i = 0; i < report->findings.n; i++) {
		const struct gw_report_finding *finding = &report->findings.items[i];

		ui_print(cli->ui, styles[finding->mood], "%s",
			 finding->mood == GW_MOOD_BAD ? "bad   " : "note  ");
		ui_print_block(cli->ui, UI_PLAIN, 6, finding->message);
		if (finding->commit != NULL)
			ui_print_block(
				cli->ui, UI_PLAIN, 6,
				gw_format(cli->arena, "      applied as of %s", finding->commit));
		if (finding->diff != NULL)
			ui_print(cli->ui, UI_DIM, "%.*s\n",
				 GW_VIEW_ARG(gw_view_trim(gw_view_of(finding->diff))));
	}
}

/* A row is as good as the first state in it. */
static enum ui_style style_of(const struct gw_report_table *table, const struct gw_value *row)
{
	for (size_t i = 0; i < table->ncolumns; i++) {
		if (table->columns[i].title != NULL && table->columns[i].type == GW_REPORT_STATE) {
			enum gw_report_mood mood = gw_report_mood_of(row[i].text);

			return mood == GW_MOOD_GOOD ? UI_PLAIN : styles[mood];
		}
	}
	return UI_PLAIN;
}

static const char *in_capitals(struct gw_arena *arena, const char *title)
{
	char *copy = gw_strdup(arena, title);

	for (char *c = copy; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	return copy;
}

/* Numbers, states and codes are words; all else may be broken, a time between day and hour. */
static bool may_wrap(enum gw_report_type type)
{
	return type == GW_REPORT_TEXT || type == GW_REPORT_LINK || type == GW_REPORT_TIME;
}

static struct ui_table *new_table(struct cli *cli, const struct gw_report_table *table,
				  const struct gw_report_shown *shown)
{
	struct ui_column *columns = gw_new_array(cli->arena, struct ui_column, shown->list.n);

	for (size_t i = 0; i < shown->list.n; i++) {
		const struct gw_report_column *column = &table->columns[shown->list.items[i]];

		columns[i] = (struct ui_column){
			.title = in_capitals(cli->arena, column->title),
			.right = gw_report_is_right(column),
			.wrap = may_wrap(column->type),
		};
	}
	return ui_table_new(columns, shown->list.n);
}

static void print_table(struct cli *cli, const struct gw_report_table *table)
{
	const struct gw_report_shown shown = gw_report_shown(cli->arena, table);
	const char **cells = gw_new_array(cli->arena, const char *, shown.list.n);
	struct ui_table *printed;

	if (table->nrows == 0)
		return;
	printed = new_table(cli, table, &shown);
	for (size_t i = 0; i < table->nrows; i++) {
		GW_ARENA_AUTO struct gw_arena scratch = {0};
		const struct gw_value *row = table->row(table, i, &scratch);

		for (size_t j = 0; j < shown.list.n; j++) {
			size_t column = shown.list.items[j];

			cells[j] = gw_report_tell(cli->arena, table->columns[column].type,
						  &row[column]);
		}
		ui_table_row(printed, style_of(table, row), cells);
	}
	ui_print(cli->ui, UI_PLAIN, "\n");
	ui_table_print(cli->ui, printed);
}

void cli_report_print(struct cli *cli, const void *shown)
{
	const struct gw_report *report = shown;

	print_facts(cli, report);
	if (report->findings.n != 0)
		ui_print(cli->ui, UI_PLAIN, "\n");
	print_findings(cli, report);
	for (size_t i = 0; i + 1 < report->tables.n; i++)
		print_table(cli, &report->tables.items[i]);
}
