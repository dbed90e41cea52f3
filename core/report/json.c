/*
 * Reports as JSON: the columns' names are the members'.
 */
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

static struct gw_json *table_json(const struct gw_report_table *table)
{
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < table->rows.n; i++) {
		struct gw_json *row = gw_json_object();

		for (size_t j = 0; j < table->ncolumns; j++)
			set_value(row, &table->columns[j], &table->rows.items[i][j]);
		gw_json_push(list, row);
	}
	return list;
}

void gw_report_json(const struct gw_report *report, struct gw_json *object)
{
	gw_json_set(object, "summary", facts_json(report));
	if (report->judged) {
		gw_json_set_bool(object, "ok", !gw_report_is_bad(report));
		gw_json_set(object, "findings", findings_json(report));
	}
	for (size_t i = 0; i < report->tables.n; i++)
		gw_json_set(object, report->tables.items[i].name,
			    table_json(&report->tables.items[i]));
}
