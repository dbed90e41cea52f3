/*
 * Reports as JSON: the columns' names are the members'.
 */
#include <string.h>

#include "report/report_int.h"

static void set_value(struct gw_json *object, const struct gw_report_column *column,
		      const struct gw_value *value)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	if (column->name == NULL)
		return;
	if (value->kind != GW_VALUE_INT)
		gw_json_set_view(object, column->name, value->text);
	else if (column->type == GW_REPORT_TIME)
		gw_json_set_text(object, column->name, gw_time_format(&scratch, value->number));
	else
		gw_json_set_int(object, column->name, value->number);
}

static struct gw_json *facts_json(const struct gw_report *report)
{
	struct gw_json *json = gw_json_object();

	for (size_t i = 0; i < report->facts.n; i++)
		set_value(json, &report->facts.items[i].column, &report->facts.items[i].value);
	return json;
}

static struct gw_json *finding_json(const struct gw_report_finding *finding)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "finding", finding->slug);
	gw_json_set_bool(json, "fault", finding->mood == GW_MOOD_BAD);
	gw_json_set_text(json, "key", finding->key);
	gw_json_set_text(json, "message", finding->message);
	gw_json_set_text(json, "commit", finding->commit);
	gw_json_set_text(json, "diff", finding->diff);
	return json;
}

static struct gw_json *findings_json(const struct gw_report *report)
{
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < report->findings.n; i++)
		gw_json_push(list, finding_json(&report->findings.items[i]));
	return list;
}

static struct gw_json *row_json(const struct gw_report_table *table, size_t i)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_value *row = table->row(table, i, &scratch);
	struct gw_json *json = gw_json_object();

	for (size_t j = 0; j < table->ncolumns; j++)
		set_value(json, &table->columns[j], &row[j]);
	return json;
}

/* What stands between members, and how deep they are. */
static void begin_line(struct gw_str *str, bool indent, size_t depth)
{
	if (!indent)
		return;
	gw_str_putc(str, '\n');
	gw_str_pad(str, ' ', 2 * depth);
}

/* A value whose own lines stand as deep as it does. */
static void add_value(struct gw_str *str, const struct gw_json *json, bool indent, size_t depth)
{
	GW_STR_AUTO struct gw_str text = {0};
	struct gw_view rest, line;

	gw_json_write(json, indent, &text);
	rest = gw_str_view(&text);
	for (bool first = true; gw_view_next_line(&rest, &line); first = false) {
		if (!first)
			begin_line(str, indent, depth);
		gw_str_add(str, line);
	}
}

static void add_table(struct gw_report_output *output, const struct gw_report_table *table,
		      bool indent)
{
	enum { MEMBER = 1, ROW = 2 };
	struct gw_str *str = &output->text;

	gw_str_putc(str, ',');
	begin_line(str, indent, MEMBER);
	gw_str_printf(str, "\"%s\":%s[", table->name, indent ? " " : "");
	for (size_t i = 0; i < table->nrows; i++) {
		struct gw_json *row = row_json(table, i);

		gw_str_puts(str, i != 0 ? "," : "");
		begin_line(str, indent, ROW);
		add_value(str, row, indent, ROW);
		gw_json_free(row);
		gw_report_hand_on(output);
	}
	if (table->nrows != 0)
		begin_line(str, indent, MEMBER);
	gw_str_putc(str, ']');
}

/* An object that is not closed yet. */
static void add_open(struct gw_str *str, const struct gw_json *object, bool indent)
{
	static const char end[] = "\n}";
	GW_STR_AUTO struct gw_str text = {0};

	gw_json_write(object, indent, &text);
	gw_str_add(str, gw_view_slice(gw_str_view(&text), 0, text.n - (indent ? strlen(end) : 1)));
}

void gw_report_json(const struct gw_report *report, struct gw_json *head, bool indent,
		    struct gw_report_output *output)
{
	gw_json_set(head, "summary", facts_json(report));
	if (report->judged) {
		gw_json_set_bool(head, "ok", !gw_report_is_bad(report));
		gw_json_set(head, "findings", findings_json(report));
	}
	add_open(&output->text, head, indent);
	gw_json_free(head);
	for (size_t i = 0; i < report->tables.n; i++)
		add_table(output, &report->tables.items[i], indent);
	gw_str_puts(&output->text, indent ? "\n}\n" : "}\n");
	gw_report_flush(output);
}
