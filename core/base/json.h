/*
 * JSON values (jansson). Objects keep the order of insertion. Text that is not valid UTF-8 is stored
 * with its bad bytes replaced by U+FFFD. A value that is added to another belongs to it.
 */
#ifndef GW_BASE_JSON_H
#define GW_BASE_JSON_H

#include "base/error.h"
#include "base/str.h"
#include "base/view.h"

struct gw_json; /* opaque; one node */

struct gw_json *gw_json_object(void);
struct gw_json *gw_json_array(void);
void gw_json_free(struct gw_json *json);

/* Members of an object. A NULL text and an absent view give JSON null. */
void gw_json_set(struct gw_json *object, const char *key, struct gw_json *value);
void gw_json_set_text(struct gw_json *object, const char *key, const char *text);
void gw_json_set_view(struct gw_json *object, const char *key, struct gw_view view);
void gw_json_set_int(struct gw_json *object, const char *key, int64_t value);
void gw_json_set_bool(struct gw_json *object, const char *key, bool value);
void gw_json_set_null(struct gw_json *object, const char *key);
/* Elements of an array. */
void gw_json_push(struct gw_json *array, struct gw_json *value);
void gw_json_push_text(struct gw_json *array, const char *text);

/* Appends the text form: compact on one line, or indented by two blanks. */
void gw_json_write(const struct gw_json *json, bool indent, struct gw_str *str);

/* Reading. Duplicate keys are refused; errors carry line and column of name. */
GW_MUST_USE bool gw_json_parse(const char *name, struct gw_view text, struct gw_json **ret_json,
			       struct gw_error **err);
/* NULL when object is no object or has no such member. The result belongs to the object. */
const struct gw_json *gw_json_get(const struct gw_json *object, const char *key);
const char *gw_json_text(const struct gw_json *json); /* NULL when it is no string */
bool gw_json_int(const struct gw_json *json, int64_t *ret_value);
bool gw_json_is_null(const struct gw_json *json); /* not of NULL */
size_t gw_json_count(const struct gw_json *array);
const struct gw_json *gw_json_item(const struct gw_json *array, size_t index);

#endif
