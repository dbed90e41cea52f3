/*
 * Reports as a page. Everything is in the file: the style, and the charts as SVG. What is long folds
 * (details), which needs no script; what is wide scrolls within itself.
 */
#include "base/html.h"
#include "report/report_int.h"

enum { OPEN_ROWS = 500 }; /* a table with more than that is folded at first */

static const char *const mood_classes[GW_MOOD_COUNT] = {
	[GW_MOOD_PLAIN] = "plain",
	[GW_MOOD_GOOD] = "good",
	[GW_MOOD_ODD] = "odd",
	[GW_MOOD_BAD] = "bad",
};

static void add_text(struct gw_str *str, const char *text)
{
	gw_html_add(str, gw_view_of(text));
}

/* --- values --- */

static bool is_address(struct gw_view text)
{
	return gw_view_starts(text, "https://") || gw_view_starts(text, "http://");
}

/* "jobs/9003" of https://gitlab.example.org/shop/-/jobs/9003: whose it is, is the same in each row. */
static struct gw_view short_address(struct gw_view address)
{
	struct gw_view rest = gw_view_from(address, gw_view_find(address, GW_VIEW("://")) + 3);
	size_t slashes = 0, start;

	while (rest.n != 0 && rest.p[rest.n - 1] == '/')
		rest.n--;
	start = rest.n;
	while (start != 0 && slashes < 2)
		slashes += rest.p[--start] == '/';
	return slashes < 2 ? rest : gw_view_from(rest, start + 1);
}

static void add_link(struct gw_str *str, struct gw_view address)
{
	gw_str_puts(str, "<a rel=\"noreferrer noopener\" href=\"");
	gw_html_add(str, address);
	gw_str_puts(str, "\" title=\"");
	gw_html_add(str, address);
	gw_str_puts(str, "\">");
	gw_html_add(str, short_address(address));
	gw_str_puts(str, "</a>");
}

/* A word in its colour, or a code whose whole is in the tooltip. */
static void add_marked(struct gw_str *str, enum gw_report_type type, struct gw_view whole,
		       const char *told)
{
	if (type == GW_REPORT_STATE) {
		gw_str_printf(str, "<span class=\"state %s\">",
			      mood_classes[gw_report_mood_of(whole)]);
		add_text(str, told);
		gw_str_puts(str, "</span>");
		return;
	}
	gw_str_puts(str, "<code title=\"");
	gw_html_add(str, whole);
	gw_str_puts(str, "\">");
	add_text(str, told);
	gw_str_puts(str, "</code>");
}

static void add_time(struct gw_str *str, const struct gw_value *value, const char *told)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	gw_str_printf(str, "<time datetime=\"%s\">", gw_time_format(&scratch, value->number));
	add_text(str, told);
	gw_str_puts(str, "</time>");
}

static void add_value(struct gw_str *str, enum gw_report_type type, const struct gw_value *value)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const char *told = gw_report_tell(&scratch, type, value);

	if (told == NULL)
		return;
	if (type == GW_REPORT_LINK && is_address(value->text))
		add_link(str, value->text);
	else if (type == GW_REPORT_STATE || type == GW_REPORT_CODE)
		add_marked(str, type, value->text, told);
	else if (type == GW_REPORT_TIME && value->kind == GW_VALUE_INT)
		add_time(str, value, told);
	else
		add_text(str, told);
}

/* --- facts and findings --- */

/* A code is told whole, on a line of its own. */
static void add_fact(struct gw_str *str, const struct gw_report_fact *fact)
{
	bool is_long = fact->column.type == GW_REPORT_CODE;

	gw_str_printf(str, "<div%s><dt>%s</dt><dd class=\"%s\">", is_long ? " class=\"long\"" : "",
		      fact->column.title, mood_classes[fact->mood]);
	if (is_long)
		gw_html_add(str, fact->value.text);
	else
		add_value(str, fact->column.type, &fact->value);
	gw_str_puts(str, "</dd></div>\n");
}

static void add_facts(struct gw_str *str, const struct gw_report *report)
{
	gw_str_puts(str, "<dl class=\"facts\">\n");
	for (size_t i = 0; i < report->facts.n; i++) {
		const struct gw_report_fact *fact = &report->facts.items[i];

		if (fact->value.kind != GW_VALUE_NULL)
			add_fact(str, fact);
	}
	gw_str_puts(str, "</dl>\n");
}

static const char *line_class(struct gw_view line)
{
	if (gw_view_starts(line, "@@"))
		return "hunk";
	if (gw_view_starts(line, "+"))
		return "new";
	return gw_view_starts(line, "-") ? "old" : NULL;
}

static void add_diff(struct gw_str *str, struct gw_view diff)
{
	gw_str_puts(str, "<pre>");
	for (struct gw_view line; gw_view_next_line(&diff, &line);) {
		const char *class = line_class(line);

		if (class != NULL)
			gw_str_printf(str, "<span class=\"%s\">", class);
		gw_html_add(str, line);
		gw_str_puts(str, class != NULL ? "</span>\n" : "\n");
	}
	gw_str_puts(str, "</pre>\n");
}

static void add_finding(struct gw_str *str, const struct gw_report_finding *finding)
{
	gw_str_printf(str, "<div class=\"finding %s\"><p><strong>", mood_classes[finding->mood]);
	add_text(str, finding->message);
	gw_str_puts(str, "</strong></p>\n");
	if (finding->commit != NULL) {
		gw_str_puts(str, "<p>applied as of ");
		add_text(str, finding->commit);
		gw_str_puts(str, "</p>\n");
	}
	if (finding->diff != NULL)
		add_diff(str, gw_view_of(finding->diff));
	gw_str_puts(str, "</div>\n");
}

static void add_findings(struct gw_str *str, const struct gw_report *report)
{
	gw_str_puts(str, "<section><h2>Findings</h2>\n");
	if (report->findings.n == 0)
		gw_str_puts(str, "<p class=\"none\">None.</p>\n");
	for (size_t i = 0; i < report->findings.n; i++)
		add_finding(str, &report->findings.items[i]);
	gw_str_puts(str, "</section>\n");
}

/* --- charts --- */

static void add_chart(struct gw_str *str, const char *title, const char *explained,
		      const struct gw_report *report,
		      void (*draw)(const struct gw_report *report, struct gw_str *str))
{
	GW_STR_AUTO struct gw_str chart = {0};

	draw(report, &chart);
	if (chart.n == 0)
		return;
	gw_str_printf(str,
		      "<section><h2>%s</h2>\n<p class=\"none\">%s</p>\n"
		      "<div class=\"wide\">\n",
		      title, explained);
	gw_str_add(str, gw_str_view(&chart));
	gw_str_puts(str, "</div></section>\n");
}

static void add_charts(struct gw_str *str, const struct gw_report *report)
{
	add_chart(str, "Timeline",
		  "Migrations in place, as recorded, and what happened. "
		  "<span class=\"key applied\">applied</span> "
		  "<span class=\"key reverted\">taken back</span> "
		  "<span class=\"key failed\">a run failed</span> "
		  "<span class=\"key decided\">somebody decided</span>",
		  report, gw_report_draw_timeline);
	add_chart(str, "Durations",
		  "How long each migration took, in the order in which they were applied. Each "
		  "line up is ten times as long.",
		  report, gw_report_draw_durations);
}

/* --- tables --- */

static void add_cells(struct gw_str *str, const struct gw_report_table *table,
		      const struct gw_report_shown *shown, const struct gw_value *row)
{
	gw_str_puts(str, "<tr>");
	for (size_t i = 0; i < shown->list.n; i++) {
		size_t number = shown->list.items[i];
		const struct gw_report_column *column = &table->columns[number];

		gw_str_puts(str, gw_report_is_right(column) ? "<td class=\"right\">" : "<td>");
		add_value(str, column->type, &row[number]);
		gw_str_puts(str, "</td>");
	}
	gw_str_puts(str, "</tr>\n");
}

static void add_head(struct gw_str *str, const struct gw_report_table *table,
		     const struct gw_report_shown *shown)
{
	gw_str_puts(str, "<thead><tr>");
	for (size_t i = 0; i < shown->list.n; i++) {
		const struct gw_report_column *column = &table->columns[shown->list.items[i]];

		gw_str_printf(str, "<th scope=\"col\"%s>%s</th>",
			      gw_report_is_right(column) ? " class=\"right\"" : "", column->title);
	}
	gw_str_puts(str, "</tr></thead>\n");
}

static void add_table(struct gw_report_output *output, const struct gw_report_table *table,
		      bool is_open)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_report_shown shown = gw_report_shown(&arena, table);
	struct gw_str *str = &output->text;

	gw_str_printf(str,
		      "<section><details%s><summary><h2>%s <small>%zu</small></h2></summary>\n",
		      is_open ? " open" : "", table->title, table->nrows);
	if (table->nrows == 0) {
		gw_str_puts(str, "<p class=\"none\">None.</p></details></section>\n");
		return;
	}
	gw_str_puts(str, "<div class=\"wide\"><table>\n");
	add_head(str, table, &shown);
	gw_str_puts(str, "<tbody>\n");
	for (size_t i = 0; i < table->nrows; i++) {
		GW_ARENA_AUTO struct gw_arena scratch = {0};

		add_cells(str, table, &shown, table->row(table, i, &scratch));
		gw_report_hand_on(output);
	}
	gw_str_puts(str, "</tbody></table></div></details></section>\n");
}

/* --- the page --- */

static const char *target_of(const struct gw_report *report, struct gw_arena *arena)
{
	const struct gw_report_fact *fact = &report->facts.items[0];

	return gw_report_tell(arena, fact->column.type, &fact->value);
}

static void add_header(struct gw_str *str, const struct gw_report *report)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	gw_str_printf(str,
		      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" "
		      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>%s: ",
		      report->title);
	add_text(str, target_of(report, &scratch));
	gw_str_puts(str, "</title>\n<style>\n");
	for (size_t i = 0; gw_report_styles[i] != NULL; i++)
		gw_str_puts(str, gw_report_styles[i]);
	gw_str_printf(str, "</style>\n</head>\n<body>\n<main>\n<h1>%s</h1>\n", report->title);
}

void gw_report_html(const struct gw_report *report, struct gw_report_output *output)
{
	struct gw_str *str = &output->text;

	add_header(str, report);
	add_facts(str, report);
	if (report->judged)
		add_findings(str, report);
	add_charts(str, report);
	for (size_t i = 0; i < report->tables.n; i++) {
		const struct gw_report_table *table = &report->tables.items[i];

		add_table(output, table, i == 0 || table->nrows <= OPEN_ROWS);
	}
	gw_str_puts(str, "</main>\n</body>\n</html>\n");
	gw_report_flush(output);
}
