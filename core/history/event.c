/*
 * Events as rows: names, canonical encoding, hash.
 */
#include "history/event.h"

#include <assert.h>
#include <stdint.h>

static const char *const kind_names[GW_EVENT_KIND_COUNT] = {
	[GW_EVENT_CREATED] = "created",
	[GW_EVENT_APPLIED] = "applied",
	[GW_EVENT_REVERTED] = "reverted",
	[GW_EVENT_BASELINED] = "baselined",
	[GW_EVENT_ADOPTED] = "adopted",
	[GW_EVENT_ACCEPTED] = "accepted",
	[GW_EVENT_RESOLVED_APPLIED] = "resolved-applied",
	[GW_EVENT_RESOLVED_STATEMENT] = "resolved-statement",
	[GW_EVENT_RESOLVED_REVERTED] = "resolved-reverted",
	[GW_EVENT_FINISHED] = "finished",
	[GW_EVENT_FAILED] = "failed",
	[GW_EVENT_PROVISIONED] = "provisioned",
	[GW_EVENT_SYNCED] = "synced",
	[GW_EVENT_EJECTED] = "ejected",
	[GW_EVENT_IN_STEP] = "in-step",
};

static const struct {
	const char *name;
	bool is_integer;
} columns[GW_EVENT_COLUMN_COUNT] = {
#define X(name, is_integer) {#name, is_integer},
	GW_EVENT_COLUMNS(X)
#undef X
};

const char *gw_event_kind_name(enum gw_event_kind kind)
{
	return kind_names[kind];
}

bool gw_event_kind_parse(struct gw_view name, enum gw_event_kind *ret_kind)
{
	for (size_t i = 0; i < GW_EVENT_KIND_COUNT; i++) {
		if (gw_view_is(name, kind_names[i])) {
			*ret_kind = (enum gw_event_kind)i;
			return true;
		}
	}
	return false;
}

const char *gw_event_column_name(enum gw_event_column column)
{
	return columns[column].name;
}

const char *gw_event_text(const struct gw_event *event, struct gw_arena *arena,
			  enum gw_event_column column)
{
	return gw_view_dup(arena, event->values[column].text);
}

int64_t gw_event_int(const struct gw_event *event, enum gw_event_column column)
{
	return event->values[column].number;
}

enum { DIGITS = 20 }; /* of the largest number */

/* Printing would cost more than all the rest of an event. The digits end where the room does. */
static struct gw_view digits_of(uint64_t number, char room[DIGITS])
{
	size_t start = DIGITS;

	do {
		room[--start] = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	return (struct gw_view){room + start, DIGITS - start};
}

/* What a value is as text. */
static struct gw_view text_of(const struct gw_value *value, char room[1 + DIGITS])
{
	bool negative = value->number < 0;
	struct gw_view digits;

	if (value->kind != GW_VALUE_INT)
		return value->text;
	digits = digits_of(negative ? 0 - (uint64_t)value->number : (uint64_t)value->number,
			   room + 1);
	if (!negative)
		return digits;
	room[DIGITS - digits.n] = '-';
	return (struct gw_view){room + DIGITS - digits.n, digits.n + 1};
}

static void encode_value(struct gw_view name, const struct gw_value *value, struct gw_str *str)
{
	char room[1 + DIGITS], size[DIGITS];
	struct gw_view text = text_of(value, room);

	gw_str_add(str, name);
	if (value->kind == GW_VALUE_NULL) {
		gw_str_puts(str, ":-\n");
		return;
	}
	gw_str_putc(str, ':');
	gw_str_add(str, digits_of(text.n, size));
	gw_str_putc(str, ':');
	gw_str_add(str, text);
	gw_str_putc(str, '\n');
}

void gw_event_encode(const struct gw_event *event, struct gw_str *str)
{
	gw_str_puts(str, "godwit-history-1\n");
	for (size_t i = 0; i < GW_COLUMN_hash; i++)
		encode_value(gw_view_of(columns[i].name), &event->values[i], str);
}

struct gw_digest gw_event_hash(const struct gw_event *event)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_event_encode(event, &str);
	return gw_sha256_of(gw_str_view(&str));
}

char *gw_event_signed_text(struct gw_arena *arena, const struct gw_event *event)
{
	struct gw_event unsigned_event = *event;
	struct gw_digest digest;

	unsigned_event.values[GW_COLUMN_signature] = (struct gw_value){0};
	digest = gw_event_hash(&unsigned_event);
	return gw_format(arena, "godwit-event-1\n%s\n", gw_digest_hex(arena, &digest));
}

void gw_event_set_text(struct gw_event *event, enum gw_event_column column, const char *text)
{
	event->values[column] = gw_value_text(gw_view_of(text));
}

void gw_event_describe(struct gw_event *event, struct gw_arena *arena,
		       const struct gw_migration *migration)
{
	const struct gw_parts *parts = migration->parts;

	assert(parts != NULL);
	gw_event_set_text(event, GW_COLUMN_version, migration->version);
	gw_event_set_text(event, GW_COLUMN_name, migration->name);
	gw_event_set_text(event, GW_COLUMN_kind, gw_migration_kind_name(migration->kind));
	gw_event_set_text(event, GW_COLUMN_checksum, gw_digest_hex(arena, &migration->checksum));
	gw_event_set_text(event, GW_COLUMN_checksum_up,
			  gw_digest_hex(arena, &parts->checksum[GW_UP]));
	gw_event_set_text(event, GW_COLUMN_checksum_tokens, gw_digest_hex(arena, &parts->tokens));
	if (migration->sections[GW_DOWN].present)
		gw_event_set_text(event, GW_COLUMN_checksum_down,
				  gw_digest_hex(arena, &parts->checksum[GW_DOWN]));
}

/*
 * Where columns take values of every type (SQLite), somebody may have put a text into one of numbers:
 * it stays the text that it is, and no number has two spellings.
 */
static struct gw_value number_of(const struct gw_rows *rows, size_t row, size_t column)
{
	const struct gw_value value = gw_value_int(gw_cell_int(rows, row, column));
	char room[1 + DIGITS];

	if (gw_view_eq(text_of(&value, room), gw_cell(rows, row, column)))
		return value;
	return gw_value_text(gw_cell(rows, row, column));
}

void gw_event_from_row(const struct gw_rows *rows, size_t row, struct gw_event *ret_event)
{
	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		struct gw_value *value = &ret_event->values[i];

		if (columns[i].is_integer && !gw_cell_is_null(rows, row, i))
			*value = number_of(rows, row, i);
		else
			*value = gw_value_text(gw_cell(rows, row, i));
	}
}
