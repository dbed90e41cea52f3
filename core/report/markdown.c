/*
 * Reports as Markdown (GitHub's): headings, tables, and differences in fences.
 */
#include "base/ascii.h"
#include "report/report_int.h"

/* Within a word an underscore is one. */
static bool is_inside_word(struct gw_view text, size_t i)
{
	return i > 0 && i + 1 < text.n && gw_is_alnum(text.p[i - 1]) && gw_is_alnum(text.p[i + 1]);
}

/* A line as it is: no markup, nobody who is told of it, no cell that ends early. */
static void add_line(struct gw_str *str, struct gw_view text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '<')
			gw_str_puts(str, "&lt;");
		else if (c == '&')
			gw_str_puts(str, "&amp;");
		else if (c == '@')
			gw_str_puts(str, "&#64;");
		else if (c == '_' && is_inside_word(text, i))
			gw_str_putc(str, c);
		else if (strchr("\\`*_{}[]>#|!~$", c) != NULL)
			gw_str_printf(str, "\\%c", c);
		else
			gw_str_putc(str, c);
	}
}

static void add_text(struct gw_str *str, struct gw_view text)
{
	GW_STR_AUTO struct gw_str safe = {0};
	struct gw_view rest, line;

	gw_str_add_escaped_lines(&safe, text);
	rest = gw_str_view(&safe);
	for (bool first = true; gw_view_next_line(&rest, &line); first = false) {
		gw_str_puts(str, first ? "" : "<br>");
		add_line(str, line);
	}
}

static void add_value(struct gw_str *str, enum gw_report_type type, const struct gw_value *value)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	add_text(str, gw_view_of(gw_report_tell(&scratch, type, value)));
}

static void add_facts(struct gw_str *str, const struct gw_report *report)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	gw_str_puts(str, "| | |\n|---|---|\n");
	for (size_t i = 0; i < report->facts.n; i++) {
		const struct gw_report_fact *fact = &report->facts.items[i];

		if (fact->value.kind == GW_VALUE_NULL)
			continue;
		gw_str_printf(str, "| %s | ", fact->column.title);
		add_text(str, gw_view_of(gw_report_tell_fact(&scratch, fact)));
		gw_str_puts(str, " |\n");
	}
}

/* A fence is longer than any run of backticks in what it holds. */
static size_t fence_length(struct gw_view text)
{
	size_t longest = 2, run = 0;

	for (size_t i = 0; i < text.n; i++) {
		run = text.p[i] == '`' ? run + 1 : 0;
		longest = GW_MAX(longest, run);
	}
	return longest + 1;
}

static void add_diff(struct gw_str *str, struct gw_view diff)
{
	size_t fence = fence_length(diff);

	gw_str_puts(str, "\n  ");
	gw_str_pad(str, '`', fence);
	gw_str_puts(str, "diff\n");
	for (struct gw_view line; gw_view_next_line(&diff, &line);) {
		gw_str_puts(str, "  ");
		gw_str_add_escaped(str, line);
		gw_str_putc(str, '\n');
	}
	gw_str_puts(str, "  ");
	gw_str_pad(str, '`', fence);
	gw_str_puts(str, "\n\n");
}

static void add_findings(struct gw_str *str, const struct gw_report *report)
{
	gw_str_puts(str, "\n## Findings\n\n");
	if (report->findings.n == 0)
		gw_str_puts(str, "None.\n");
	for (size_t i = 0; i < report->findings.n; i++) {
		const struct gw_report_finding *finding = &report->findings.items[i];

		gw_str_puts(str, finding->mood == GW_MOOD_BAD ? "- **fault:** " : "- note: ");
		add_text(str, gw_view_of(finding->message));
		if (finding->commit != NULL) {
			gw_str_puts(str, "; applied as of ");
			add_text(str, gw_view_of(finding->commit));
		}
		gw_str_putc(str, '\n');
		if (finding->diff != NULL)
			add_diff(str, gw_view_of(finding->diff));
	}
}

static void add_row(struct gw_str *str, const struct gw_report_table *table,
		    const struct gw_report_shown *shown, const struct gw_value *row)
{
	for (size_t i = 0; i < shown->list.n; i++) {
		size_t column = shown->list.items[i];

		gw_str_puts(str, "| ");
		add_value(str, table->columns[column].type, &row[column]);
		gw_str_putc(str, ' ');
	}
	gw_str_puts(str, "|\n");
}

static void add_head(struct gw_str *str, const struct gw_report_table *table,
		     const struct gw_report_shown *shown)
{
	for (size_t i = 0; i < shown->list.n; i++)
		gw_str_printf(str, "| %s ", table->columns[shown->list.items[i]].title);
	gw_str_puts(str, "|\n");
	for (size_t i = 0; i < shown->list.n; i++) {
		bool right = gw_report_is_right(&table->columns[shown->list.items[i]]);

		gw_str_puts(str, right ? "|---:" : "|---");
	}
	gw_str_puts(str, "|\n");
}

static void add_table(struct gw_report_output *output, const struct gw_report_table *table)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_report_shown shown = gw_report_shown(&arena, table);
	struct gw_str *str = &output->text;

	gw_str_printf(str, "\n## %s\n\n", table->title);
	if (table->nrows == 0) {
		gw_str_puts(str, "None.\n");
		return;
	}
	add_head(str, table, &shown);
	for (size_t i = 0; i < table->nrows; i++) {
		GW_ARENA_AUTO struct gw_arena scratch = {0};

		add_row(str, table, &shown, table->row(table, i, &scratch));
		gw_report_hand_on(output);
	}
}

void gw_report_markdown(const struct gw_report *report, struct gw_report_output *output)
{
	gw_str_printf(&output->text, "# %s\n\n", report->title);
	add_facts(&output->text, report);
	if (report->judged)
		add_findings(&output->text, report);
	for (size_t i = 0; i < report->tables.n; i++)
		add_table(output, &report->tables.items[i]);
	gw_report_flush(output);
}
