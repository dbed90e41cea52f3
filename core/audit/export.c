/*
 * Histories as lines of JSON, written and read back.
 */
#include "audit/export.h"

#include <string.h>

#include "audit/export_int.h"
#include "base/fs.h"
#include "base/json.h"

/* --- writing --- */

static void add_line(struct gw_json *object, struct gw_str *str)
{
	gw_json_write(object, false, str);
	gw_str_putc(str, '\n');
	gw_json_free(object);
}

void gw_export_head(const char *target, int64_t time_us, struct gw_str *str)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_json *object = gw_json_object();

	gw_json_set_int(object, "godwit_export", 1);
	gw_json_set_text(object, "target", target);
	gw_json_set_text(object, "time", gw_time_format(&arena, time_us));
	add_line(object, str);
}

void gw_export_end(struct gw_view checkpoint, struct gw_str *str)
{
	struct gw_json *object = gw_json_object();

	gw_json_set_view(object, "checkpoint", checkpoint);
	add_line(object, str);
}

static struct gw_json *hex_json(struct gw_view bytes)
{
	struct gw_json *object = gw_json_object();
	GW_STR_AUTO struct gw_str hex = {0};

	for (size_t i = 0; i < bytes.n; i++)
		gw_str_printf(&hex, "%02x", (unsigned char)bytes.p[i]);
	gw_json_set_text(object, "hex", gw_str_text(&hex));
	return object;
}

void gw_export_event(const struct gw_event *event, struct gw_str *str)
{
	struct gw_json *object = gw_json_object();

	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		const struct gw_value *value = &event->values[i];
		const char *name = gw_event_column_name((enum gw_event_column)i);
		size_t bad;

		if (value->kind == GW_VALUE_INT)
			gw_json_set_int(object, name, value->number);
		else if (value->kind == GW_VALUE_TEXT &&
			 (!gw_utf8_valid(value->text, &bad) ||
			  gw_view_find_char(value->text, '\0') != GW_NOWHERE))
			gw_json_set(object, name, hex_json(value->text));
		else
			gw_json_set_view(object, name, value->text);
	}
	add_line(object, str);
}

/* --- reading --- */

struct reader {
	const char *path;
	struct gw_text text;
	struct gw_view rest;
	unsigned line;
};

static bool fail_line(const struct reader *reader, const char *why, struct gw_error **err)
{
	gw_fail(err, GW_E_AUDIT_FILE, "%s:%u: %s", reader->path, reader->line, why);
	gw_error_hint(*err,
		      "`godwit audit export > FILE` writes one; nothing in it may be edited.");
	return false;
}

/* False without an error: the value is none that an export has. */
static bool parse_hex(struct gw_arena *arena, const char *hex, struct gw_value *ret_value)
{
	size_t n = strlen(hex) / 2;
	char *bytes = gw_alloc(arena, n + 1);
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 2 * n; i++) {
		const char *digit = strchr(digits, hex[i]);

		if (digit == NULL)
			return false;
		bytes[i / 2] = (char)(i % 2 == 0 ? (digit - digits) << 4
						 : bytes[i / 2] | (digit - digits));
	}
	*ret_value = gw_value_text((struct gw_view){bytes, n});
	return hex[2 * n] == '\0';
}

static bool parse_value(struct gw_arena *arena, const struct gw_json *json,
			struct gw_value *ret_value)
{
	const char *text = gw_json_text(json);
	const char *hex = gw_json_text(gw_json_get(json, "hex"));
	int64_t number;

	if (hex != NULL)
		return parse_hex(arena, hex, ret_value);
	if (text != NULL)
		*ret_value = gw_value_text(gw_view_of(text));
	else if (gw_json_int(json, &number))
		*ret_value = gw_value_int(number);
	else
		return gw_json_is_null(json);
	return true;
}

static bool parse_event(const struct reader *reader, struct gw_arena *arena,
			const struct gw_json *object, struct gw_event *ret_event,
			struct gw_error **err)
{
	*ret_event = (struct gw_event){0};
	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		const char *name = gw_event_column_name((enum gw_event_column)i);

		if (!parse_value(arena, gw_json_get(object, name), &ret_event->values[i]))
			return fail_line(reader,
					 gw_format(arena, "%s is missing, or no value", name), err);
	}
	return true;
}

static bool parse_line(const struct reader *reader, struct gw_view line,
		       struct gw_json **ret_object, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *problem = NULL;

	return gw_json_parse(reader->path, line, ret_object, &problem) ||
	       fail_line(reader, "the line is no JSON", err);
}

static bool next_line(struct reader *reader, struct gw_view *ret_line)
{
	reader->line++;
	return gw_view_next_line(&reader->rest, ret_line);
}

static bool read_head(struct reader *reader, struct gw_error **err)
{
	struct gw_json *object;
	struct gw_view line;
	int64_t version = 0;
	bool ok;

	if (!next_line(reader, &line))
		return fail_line(reader, "the file is empty", err);
	if (!parse_line(reader, line, &object, err))
		return false;
	ok = gw_json_int(gw_json_get(object, "godwit_export"), &version) && version == 1;
	gw_json_free(object);
	return ok || fail_line(reader, "this is no export of a history", err);
}

/* A row, or the checkpoint, behind which nothing comes. */
static bool take_line(const struct reader *reader, struct gw_view line, struct gw_chain *chain,
		      struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_event event;
	struct gw_json *object;
	bool ok = true;

	if (gw_export_plain_line(&scratch, line, &event)) {
		gw_chain_row(chain, &event);
		return true;
	}
	if (!parse_line(reader, line, &object, err))
		return false;
	if (gw_json_get(object, "checkpoint") == NULL) {
		ok = parse_event(reader, &scratch, object, &event, err);
		if (ok)
			gw_chain_row(chain, &event);
	} else if (reader->rest.n != 0) {
		ok = fail_line(reader, "something follows the last line", err);
	}
	gw_json_free(object);
	return ok;
}

/* What the last line says; the checkpoint's line is absent when it is none. */
static bool find_own(const struct reader *reader, struct gw_arena *arena,
		     struct gw_checkpoint *ret_own, struct gw_error **err)
{
	struct gw_view text = gw_view_trim(reader->text.view);
	size_t newline = gw_view_rfind_char(text, '\n');
	GW_ERROR_AUTO struct gw_error *problem = NULL;
	struct gw_checkpoints checkpoints;
	struct gw_json *object;
	const char *line;
	bool ok = true;

	*ret_own = (struct gw_checkpoint){0};
	if (!gw_json_parse(reader->path,
			   newline == GW_NOWHERE ? text : gw_view_from(text, newline + 1), &object,
			   &problem))
		return true;
	line = gw_json_text(gw_json_get(object, "checkpoint"));
	if (line != NULL) {
		ok = gw_checkpoints_parse(arena, reader->path, gw_view_of(line), &checkpoints, err);
		if (ok)
			*ret_own = checkpoints.list.items[0];
	}
	gw_json_free(object);
	return ok;
}

static void add_all(struct gw_arena *arena, struct gw_checkpoints *all,
		    const struct gw_checkpoints *checkpoints)
{
	for (size_t i = 0; checkpoints != NULL && i < checkpoints->list.n; i++)
		gw_vec_push(arena, &all->list, checkpoints->list.items[i]);
}

static bool read_rows(struct reader *reader, struct gw_chain *chain, struct gw_error **err)
{
	struct gw_view line;

	if (!read_head(reader, err))
		return false;
	while (next_line(reader, &line)) {
		if (!take_line(reader, line, chain, err))
			return false;
		gw_text_release(&reader->text, (size_t)(line.p - reader->text.view.p));
	}
	return true;
}

bool gw_audit_export(struct gw_arena *arena, const char *path,
		     const struct gw_checkpoints *checkpoints, const struct gw_key_ring *ring,
		     struct gw_chain *ret_chain, struct gw_chain_finding *ret_finding,
		     struct gw_checkpoint *ret_own, struct gw_error **err)
{
	struct gw_checkpoints all = {0};
	struct reader reader = {.path = path};
	struct gw_chain_finding finding;
	bool ok;

	if (!gw_file_read(path, UINT64_MAX, &reader.text, err))
		return false;
	reader.rest = reader.text.view;
	ok = find_own(&reader, arena, ret_own, err);
	if (ok && ret_own->line.p != NULL)
		gw_vec_push(arena, &all.list, *ret_own);
	add_all(arena, &all, checkpoints);
	gw_chain_begin(ret_chain, arena, &all, ring);
	ok = ok && read_rows(&reader, ret_chain, err);
	finding = gw_chain_end(ret_chain);
	ret_chain->checkpoints = NULL;
	gw_text_done(&reader.text);
	if (ok && finding.fault == GW_CHAIN_WHOLE && ret_own->line.p == NULL)
		finding = (struct gw_chain_finding){GW_CHAIN_TRUNCATED, ret_chain->next_seq,
						    "the export ends before it, in the middle"};
	*ret_finding = finding;
	return ok;
}
