/*
 * JSON on jansson, which stays behind this file: a struct gw_json is a json_t.
 *
 * Jansson refuses text that is not UTF-8; here such text is repaired first, so that building never
 * fails. Memory that cannot be had ends the program as it does for arenas.
 */
#include <jansson.h>

#include "base/json.h"

enum { READ_FLAGS = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY };

static json_t *of(struct gw_json *json)
{
	return (json_t *)json;
}

static const json_t *of_const(const struct gw_json *json)
{
	return (const json_t *)json;
}

/* The new value, or the end of the program. */
static json_t *made(json_t *value)
{
	if (value == NULL)
		gw_out_of_memory(sizeof(*value));
	return value;
}

static void stored(int status)
{
	if (status != 0)
		gw_out_of_memory(sizeof(json_t));
}

/* Appends view with U+FFFD for each byte that is not UTF-8. */
static void add_repaired(struct gw_str *str, struct gw_view view)
{
	size_t bad;

	while (!gw_utf8_valid(view, &bad)) {
		gw_str_add(str, gw_view_slice(view, 0, bad));
		gw_str_puts(str, "\xef\xbf\xbd");
		view = gw_view_from(view, bad + 1);
	}
	gw_str_add(str, view);
}

static json_t *text_value(struct gw_view view)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (view.p == NULL)
		return json_null();
	if (!gw_utf8_valid(view, &(size_t){0})) {
		add_repaired(&str, view);
		view = gw_str_view(&str);
	}
	return made(json_stringn(view.p, view.n));
}

static void set_member(struct gw_json *object, const char *key, json_t *value)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_view name = gw_view_of(key);

	if (!gw_utf8_valid(name, &(size_t){0})) {
		add_repaired(&str, name);
		name = gw_str_view(&str);
	}
	stored(json_object_set_new_nocheck(of(object), name.p, value));
}

struct gw_json *gw_json_object(void)
{
	return (struct gw_json *)made(json_object());
}

struct gw_json *gw_json_array(void)
{
	return (struct gw_json *)made(json_array());
}

void gw_json_free(struct gw_json *json)
{
	json_decref(of(json));
}

void gw_json_set(struct gw_json *object, const char *key, struct gw_json *value)
{
	set_member(object, key, value != NULL ? of(value) : json_null());
}

void gw_json_set_text(struct gw_json *object, const char *key, const char *text)
{
	set_member(object, key, text_value(gw_view_of(text)));
}

void gw_json_set_view(struct gw_json *object, const char *key, struct gw_view view)
{
	set_member(object, key, text_value(view));
}

void gw_json_set_int(struct gw_json *object, const char *key, int64_t value)
{
	set_member(object, key, made(json_integer(value)));
}

void gw_json_set_bool(struct gw_json *object, const char *key, bool value)
{
	set_member(object, key, json_boolean(value));
}

void gw_json_set_null(struct gw_json *object, const char *key)
{
	set_member(object, key, json_null());
}

void gw_json_push(struct gw_json *array, struct gw_json *value)
{
	stored(json_array_append_new(of(array), value != NULL ? of(value) : json_null()));
}

void gw_json_push_text(struct gw_json *array, const char *text)
{
	stored(json_array_append_new(of(array), text_value(gw_view_of(text))));
}

static int write_part(const char *bytes, size_t size, void *str)
{
	gw_str_add(str, (struct gw_view){bytes, size});
	return 0;
}

void gw_json_write(const struct gw_json *json, bool indent, struct gw_str *str)
{
	size_t flags = JSON_ENCODE_ANY | (indent ? JSON_INDENT(2) : JSON_COMPACT);

	stored(json_dump_callback(of_const(json), write_part, str, flags));
}

/* Jansson's position is behind a token that it did not like, but on a byte that is not UTF-8. */
static size_t offset_of(const json_error_t *problem)
{
	enum json_error_code code = json_error_code(problem);
	bool is_exact = code == json_error_invalid_utf8 ||
			code == json_error_premature_end_of_input || problem->position <= 0;

	return (size_t)(is_exact ? problem->position : problem->position - 1);
}

bool gw_json_parse(const char *name, struct gw_view text, struct gw_json **ret_json,
		   struct gw_error **err)
{
	struct gw_view body = gw_view_starts(text, "\xef\xbb\xbf") ? gw_view_from(text, 3) : text;
	json_error_t problem;
	json_t *json = json_loadb(body.n != 0 ? body.p : "", body.n, READ_FLAGS, &problem);

	if (json != NULL) {
		*ret_json = (struct gw_json *)json;
		return true;
	}
	if (json_error_code(&problem) == json_error_out_of_memory)
		gw_out_of_memory(body.n);
	if (json_error_code(&problem) == json_error_null_character)
		gw_fail(err, GW_E_FORMAT, "%s holds a NUL character (\\u0000)", name);
	else
		gw_fail(err, GW_E_FORMAT, "%s is not valid JSON: %s", name, problem.text);
	gw_error_at(*err, name, text, text.n - body.n + offset_of(&problem), 1);
	return false;
}

const struct gw_json *gw_json_get(const struct gw_json *object, const char *key)
{
	return (const struct gw_json *)json_object_get(of_const(object), key);
}

const char *gw_json_text(const struct gw_json *json)
{
	return json_string_value(of_const(json));
}

bool gw_json_int(const struct gw_json *json, int64_t *ret_value)
{
	if (!json_is_integer(of_const(json)))
		return false;
	*ret_value = json_integer_value(of_const(json));
	return true;
}

bool gw_json_is_null(const struct gw_json *json)
{
	return json_is_null(of_const(json));
}

size_t gw_json_count(const struct gw_json *array)
{
	return json_array_size(of_const(array));
}

const struct gw_json *gw_json_item(const struct gw_json *array, size_t index)
{
	return (const struct gw_json *)json_array_get(of_const(array), index);
}
