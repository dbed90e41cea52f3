/*
 * What every format asks of a report: how values are told, and how good they are; and where it goes.
 */
#include "report/report_int.h"

enum { PIECE_BYTES = 64 * 1024 };
enum { CODE_SHOWN = 12, CODE_ALL = 24 /* what is not longer is shown as it is */ };

static const struct {
	const char *state;
	enum gw_report_mood mood;
} moods[] = {
	/* migrations, and events */
	{"applied", GW_MOOD_GOOD},
	{"cosmetic", GW_MOOD_GOOD},
	{"finished", GW_MOOD_GOOD},
	{"pending", GW_MOOD_ODD},
	{"future", GW_MOOD_ODD},
	{"renamed", GW_MOOD_ODD},
	{"down-edited", GW_MOOD_ODD},
	{"out-of-order", GW_MOOD_ODD},
	{"reverted", GW_MOOD_ODD},
	{"accepted", GW_MOOD_ODD},
	{"resolved-applied", GW_MOOD_ODD},
	{"resolved-reverted", GW_MOOD_ODD},
	{"resolved-statement", GW_MOOD_ODD},
	{"edited", GW_MOOD_BAD},
	{"collided", GW_MOOD_BAD},
	{"missing", GW_MOOD_BAD},
	{"renumbered", GW_MOOD_BAD},
	{"unfinished", GW_MOOD_BAD},
	{"failed", GW_MOOD_BAD},
	{"cut off", GW_MOOD_BAD},
};

enum gw_report_mood gw_report_mood_of(struct gw_view state)
{
	for (size_t i = 0; i < GW_COUNT(moods); i++) {
		if (gw_view_is(state, moods[i].state))
			return moods[i].mood;
	}
	return GW_MOOD_PLAIN;
}

bool gw_report_is_bad(const struct gw_report *report)
{
	for (size_t i = 0; i < report->findings.n; i++) {
		if (report->findings.items[i].mood == GW_MOOD_BAD)
			return true;
	}
	return false;
}

/* Which columns have a value in any row. */
static bool *find_filled(struct gw_arena *arena, const struct gw_report_table *table)
{
	bool *filled = gw_new_array(arena, bool, table->ncolumns);
	size_t left = table->ncolumns;

	for (size_t i = 0; i < table->nrows && left != 0; i++) {
		GW_ARENA_AUTO struct gw_arena scratch = {0};
		const struct gw_value *row = table->row(table, i, &scratch);

		for (size_t j = 0; j < table->ncolumns; j++) {
			if (filled[j] || row[j].kind == GW_VALUE_NULL)
				continue;
			filled[j] = true;
			left--;
		}
	}
	return filled;
}

struct gw_report_shown gw_report_shown(struct gw_arena *arena, const struct gw_report_table *table)
{
	const bool *filled = find_filled(arena, table);
	struct gw_report_shown shown = {0};

	for (size_t i = 0; i < table->ncolumns; i++) {
		if (table->columns[i].title != NULL && filled[i])
			gw_vec_push(arena, &shown.list, i);
	}
	return shown;
}

bool gw_report_is_right(const struct gw_report_column *column)
{
	return column->type == GW_REPORT_NUMBER || column->type == GW_REPORT_DURATION;
}

static const char *tell_number(struct gw_arena *arena, enum gw_report_type type, int64_t number)
{
	if (type == GW_REPORT_TIME)
		return gw_time_short(arena, number);
	if (type == GW_REPORT_DURATION)
		return gw_duration_format(arena, number);
	return gw_format(arena, "%lld", (long long)number);
}

/* A hash is known by its beginning, a UUID by what is before its first hyphen. */
static const char *tell_code(struct gw_arena *arena, struct gw_view code)
{
	size_t shown = GW_MIN(gw_view_find_char(code, '-'), (size_t)CODE_SHOWN);

	return gw_view_dup(arena, code.n > CODE_ALL ? gw_view_slice(code, 0, shown) : code);
}

const char *gw_report_tell(struct gw_arena *arena, enum gw_report_type type,
			   const struct gw_value *value)
{
	if (value->kind == GW_VALUE_NULL)
		return NULL;
	if (value->kind == GW_VALUE_INT)
		return tell_number(arena, type, value->number);
	return type == GW_REPORT_CODE ? tell_code(arena, value->text)
				      : gw_view_dup(arena, value->text);
}

const char *gw_report_tell_fact(struct gw_arena *arena, const struct gw_report_fact *fact)
{
	if (fact->column.type == GW_REPORT_CODE)
		return gw_view_dup(arena, fact->value.text);
	return gw_report_tell(arena, fact->column.type, &fact->value);
}

void gw_report_flush(struct gw_report_output *output)
{
	if (output->take == NULL)
		return;
	output->take(output->payload, gw_str_view(&output->text));
	gw_str_clear(&output->text);
}

void gw_report_hand_on(struct gw_report_output *output)
{
	if (output->text.n >= PIECE_BYTES)
		gw_report_flush(output);
}
