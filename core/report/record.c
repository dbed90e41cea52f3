/*
 * Events in little room: of each, the columns that are not NULL and that a report tells. A text that is as
 * in the event before is kept once: who, where and which run are the same for many.
 */
#include <string.h>

#include "report/report_int.h"

struct kept_text {
	size_t n;
	char bytes[];
};

union slot {
	int64_t number;
	const struct kept_text *text;
};

struct gw_report_kept {
	uint32_t columns; /* a bit for each that has a slot, */
	uint32_t texts; /* and for each of these that is a text */
	union slot slots[];
};
_Static_assert(GW_EVENT_COLUMN_COUNT <= 32, "a bit for each column");

/* Texts of migrations are the most of an event by far; what only chains events says nothing to people. */
static const bool is_untold[GW_EVENT_COLUMN_COUNT] = {
	[GW_COLUMN_checksum_up] = true,     [GW_COLUMN_checksum_down] = true,
	[GW_COLUMN_checksum_tokens] = true, [GW_COLUMN_up_sql] = true,
	[GW_COLUMN_down_sql] = true,        [GW_COLUMN_fingerprint] = true,
	[GW_COLUMN_prev_hash] = true,       [GW_COLUMN_signature] = true,
};

static uint32_t bit_of(size_t column)
{
	return UINT32_C(1) << column;
}

static size_t slot_of(const struct gw_report_kept *kept, size_t column)
{
	return (size_t)__builtin_popcount(kept->columns & (bit_of(column) - 1));
}

static const struct kept_text *keep_text(struct gw_arena *arena,
					 const struct gw_report_kept *before, size_t column,
					 struct gw_view view)
{
	struct kept_text *text;

	if (before != NULL && (before->texts & bit_of(column)) != 0) {
		const struct kept_text *last = before->slots[slot_of(before, column)].text;

		if (gw_view_eq((struct gw_view){last->bytes, last->n}, view))
			return last;
	}
	text = gw_alloc(arena, sizeof(*text) + view.n);
	text->n = view.n;
	if (view.n != 0)
		memcpy(text->bytes, view.p, view.n);
	return text;
}

/* Which columns are kept, and which of these are texts. */
static void choose(const struct gw_event *event, uint32_t *ret_columns, uint32_t *ret_texts)
{
	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		enum gw_value_kind kind = event->values[i].kind;

		if (is_untold[i] || kind == GW_VALUE_NULL)
			continue;
		*ret_columns |= bit_of(i);
		*ret_texts |= kind == GW_VALUE_TEXT ? bit_of(i) : 0;
	}
}

void gw_report_keep(struct gw_report_record *record, const struct gw_event *event)
{
	const struct gw_report_kept *before = record->events.n != 0 ? gw_vec_last(&record->events)
								    : NULL;
	struct gw_report_kept *kept;
	uint32_t columns = 0, texts = 0;
	size_t n = 0;

	choose(event, &columns, &texts);
	kept = gw_alloc(record->arena, sizeof(*kept) + (size_t)__builtin_popcount(columns) *
							       sizeof(kept->slots[0]));
	kept->columns = columns;
	kept->texts = texts;
	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		const struct gw_value *value = &event->values[i];

		if ((texts & bit_of(i)) != 0)
			kept->slots[n++].text = keep_text(record->arena, before, i, value->text);
		else if ((columns & bit_of(i)) != 0)
			kept->slots[n++].number = value->number;
	}
	gw_vec_push(record->arena, &record->events, kept);
}

static struct gw_value value_of(const struct gw_report_kept *kept, size_t column)
{
	const union slot *slot = &kept->slots[slot_of(kept, column)];

	if ((kept->columns & bit_of(column)) == 0)
		return (struct gw_value){0};
	if ((kept->texts & bit_of(column)) == 0)
		return gw_value_int(slot->number);
	return gw_value_text((struct gw_view){slot->text->bytes, slot->text->n});
}

struct gw_event gw_report_event(const struct gw_report_record *record, size_t place)
{
	struct gw_event event;

	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++)
		event.values[i] = value_of(record->events.items[place], i);
	return event;
}

static int64_t seq_of(const struct gw_report_record *record, size_t place)
{
	return value_of(record->events.items[place], GW_COLUMN_seq).number;
}

size_t gw_report_find_event(const struct gw_report_record *record, int64_t seq)
{
	size_t low = 0, high = record->events.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (seq_of(record, middle) < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low < record->events.n && seq_of(record, low) == seq ? low : GW_NOWHERE;
}
