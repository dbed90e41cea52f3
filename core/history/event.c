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
	[GW_EVENT_RESOLVED_REVERTED] = "resolved-reverted",
	[GW_EVENT_FINISHED] = "finished",
	[GW_EVENT_FAILED] = "failed",
	[GW_EVENT_PROVISIONED] = "provisioned",
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

/* Printing would cost more than all the rest of an event. */
static void add_number(struct gw_str *str, uint64_t number)
{
	char digits[20]; /* of the largest */
	size_t start = sizeof(digits);

	do {
		digits[--start] = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	gw_str_add(str, (struct gw_view){digits + start, sizeof(digits) - start});
}

static void encode_value(const char *name, const struct gw_value *value, struct gw_str *str)
{
	GW_STR_AUTO struct gw_str number = {0};
	struct gw_view text = value->text;

	gw_str_puts(str, name);
	if (value->kind == GW_VALUE_NULL) {
		gw_str_puts(str, ":-\n");
		return;
	}
	if (value->kind == GW_VALUE_INT) {
		if (value->number < 0)
			gw_str_putc(&number, '-');
		add_number(&number, value->number < 0 ? 0 - (uint64_t)value->number
						      : (uint64_t)value->number);
		text = gw_str_view(&number);
	}
	gw_str_putc(str, ':');
	add_number(str, text.n);
	gw_str_putc(str, ':');
	gw_str_add(str, text);
	gw_str_putc(str, '\n');
}

void gw_event_encode(const struct gw_event *event, struct gw_str *str)
{
	gw_str_puts(str, "godwit-history-1\n");
	for (size_t i = 0; i < GW_COLUMN_hash; i++)
		encode_value(columns[i].name, &event->values[i], str);
}

struct gw_digest gw_event_hash(const struct gw_event *event)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_event_encode(event, &str);
	return gw_sha256_of(gw_str_view(&str));
}

static void set_text(struct gw_event *event, enum gw_event_column column, const char *text)
{
	event->values[column] = gw_value_text(gw_view_of(text));
}

void gw_event_describe(struct gw_event *event, struct gw_arena *arena,
		       const struct gw_migration *migration)
{
	const struct gw_parts *parts = migration->parts;

	assert(parts != NULL);
	set_text(event, GW_COLUMN_version, migration->version);
	set_text(event, GW_COLUMN_name, migration->name);
	set_text(event, GW_COLUMN_kind, gw_migration_kind_name(migration->kind));
	set_text(event, GW_COLUMN_checksum, gw_digest_hex(arena, &migration->checksum));
	set_text(event, GW_COLUMN_checksum_up, gw_digest_hex(arena, &parts->checksum[GW_UP]));
	set_text(event, GW_COLUMN_checksum_tokens, gw_digest_hex(arena, &parts->tokens));
	if (migration->sections[GW_DOWN].present)
		set_text(event, GW_COLUMN_checksum_down,
			 gw_digest_hex(arena, &parts->checksum[GW_DOWN]));
}

void gw_event_from_row(const struct gw_rows *rows, size_t row, struct gw_event *ret_event)
{
	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		struct gw_value *value = &ret_event->values[i];

		if (columns[i].is_integer && !gw_cell_is_null(rows, row, i))
			*value = gw_value_int(gw_cell_int(rows, row, i));
		else
			*value = gw_value_text(gw_cell(rows, row, i));
	}
}
