/*
 * Reports as CSV.
 */
#include "report/report_int.h"

static bool needs_quotes(struct gw_view text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (strchr(",\"\n", text.p[i]) != NULL)
			return true;
	}
	return false;
}

/* A cell that begins with one of these is computed by spreadsheets, whoever wrote it. */
static bool looks_computed(struct gw_view text)
{
	return text.n != 0 && strchr("=+-@\t\r", text.p[0]) != NULL && text.p[0] != '\0';
}

static void add_text(struct gw_str *str, struct gw_view text)
{
	GW_STR_AUTO struct gw_str safe = {0};
	const char *quote;

	if (looks_computed(text))
		gw_str_putc(&safe, '\'');
	gw_str_add_escaped_lines(&safe, text);
	text = gw_str_view(&safe);
	quote = needs_quotes(text) ? "\"" : "";
	gw_str_puts(str, quote);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			gw_str_putc(str, '"');
		gw_str_putc(str, text.p[i]);
	}
	gw_str_puts(str, quote);
}

static void add_value(struct gw_str *str, enum gw_report_type type, const struct gw_value *value)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	if (value->kind != GW_VALUE_INT)
		add_text(str, value->text);
	else if (type == GW_REPORT_TIME)
		gw_str_puts(str, gw_time_format(&scratch, value->number));
	else
		gw_str_printf(str, "%lld", (long long)value->number);
}

static void add_head(struct gw_str *str, const struct gw_report_table *table)
{
	const char *comma = "";

	for (size_t i = 0; i < table->ncolumns; i++) {
		if (table->columns[i].name == NULL)
			continue;
		gw_str_puts(str, comma);
		gw_str_puts(str, table->columns[i].name);
		comma = ",";
	}
	gw_str_puts(str, "\r\n");
}

static void add_row(struct gw_str *str, const struct gw_report_table *table,
		    const struct gw_value *row)
{
	const char *comma = "";

	for (size_t i = 0; i < table->ncolumns; i++) {
		if (table->columns[i].name == NULL)
			continue;
		gw_str_puts(str, comma);
		add_value(str, table->columns[i].type, &row[i]);
		comma = ",";
	}
	gw_str_puts(str, "\r\n");
}

void gw_report_csv(const struct gw_report *report, struct gw_report_output *output)
{
	const struct gw_report_table *table = &report->tables.items[0];

	add_head(&output->text, table);
	for (size_t i = 0; i < table->nrows; i++) {
		GW_ARENA_AUTO struct gw_arena scratch = {0};

		add_row(&output->text, table, table->row(table, i, &scratch));
		gw_report_hand_on(output);
	}
	gw_report_flush(output);
}
