/*
 * Renames as people write them: finding what is meant.
 */
#include "schema/rename.h"

#include "schema/dialect.h"

bool gw_schema_rename_parse(struct gw_arena *arena, const char *text,
			    struct gw_schema_rename *ret_rename, struct gw_error **err)
{
	struct gw_view view = gw_view_of(text);
	size_t sign = gw_view_find_char(view, '=');

	if (sign == GW_NOWHERE || sign == 0 || sign + 1 == view.n) {
		gw_fail(err, GW_E_USAGE, "'%s' is no rename", text);
		gw_error_hint(*err, "Write `--rename users=people` or "
				    "`--rename users.mail=email`.");
		return false;
	}
	*ret_rename = (struct gw_schema_rename){
		.from = gw_view_dup(arena, gw_view_slice(view, 0, sign)),
		.to = gw_view_dup(arena, gw_view_from(view, sign + 1)),
	};
	return true;
}

struct gw_schema_rename gw_schema_rename_back(struct gw_arena *arena,
					      const struct gw_schema_rename *rename)
{
	struct gw_view from = gw_view_of(rename->from);
	struct gw_view to = gw_view_of(rename->to);
	size_t dot = gw_view_rfind_char(from, '.');
	size_t name = dot != GW_NOWHERE ? dot + 1 : 0;

	if (dot != GW_NOWHERE && gw_view_rfind_char(to, '.') != GW_NOWHERE)
		to = gw_view_from(to, gw_view_rfind_char(to, '.') + 1);
	return (struct gw_schema_rename){
		.from = gw_format(arena, "%.*s%.*s", GW_VIEW_ARG(gw_view_slice(from, 0, name)),
				  GW_VIEW_ARG(to)),
		.to = gw_view_dup(arena, gw_view_from(from, name)),
	};
}

static bool same_name(const struct gw_schema *schema, struct gw_view a, const char *b)
{
	return schema->dialect->folds_names ? gw_view_is_nocase(a, b) : gw_view_is(a, b);
}

/* Whether text is the object's name, with its table's or its schema's name before it or not. */
static bool is_called(const struct gw_schema *schema, const struct gw_schema_object *object,
		      struct gw_view text)
{
	size_t dot = gw_view_rfind_char(text, '.');

	if (object->parent == NULL && same_name(schema, text, object->name))
		return true;
	if (dot == GW_NOWHERE || !same_name(schema, gw_view_from(text, dot + 1), object->name))
		return false;
	text = gw_view_slice(text, 0, dot);
	if (object->parent != NULL)
		return is_called(schema, object->parent, text);
	return object->schema != NULL && same_name(schema, text, object->schema);
}

static bool fail_many(struct gw_arena *arena, const struct gw_schema_rename *rename,
		      const struct gw_schema_object *one, const struct gw_schema_object *other,
		      struct gw_error **err)
{
	gw_fail(err, GW_E_USAGE, "'%s' may be the %s or the %s", rename->from,
		gw_schema_label(arena, one), gw_schema_label(arena, other));
	gw_error_hint(*err, "Put the name of the schema or of the table before it, and a dot.");
	return false;
}

static bool find(const struct gw_schema *schema, const struct gw_schema_rename *rename,
		 const struct gw_schema_object **ret_object, struct gw_error **err)
{
	const struct gw_schema_object *found = NULL;

	for (size_t i = 0; i < schema->objects.n; i++) {
		const struct gw_schema_object *object = schema->objects.items[i];

		if (object->kind->rename == NULL ||
		    !is_called(schema, object, gw_view_of(rename->from)))
			continue;
		if (found != NULL)
			return fail_many(schema->arena, rename, found, object, err);
		found = object;
	}
	if (found == NULL) {
		gw_fail(err, GW_E_USAGE, "there is no '%s' that can be renamed", rename->from);
		gw_error_hint(*err, "The name before `=` is one of the first schema.");
		return false;
	}
	*ret_object = found;
	return true;
}

bool gw_schema_rename_applies(const struct gw_schema *schema, const struct gw_schema_rename *rename)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_schema_object *object;

	return find(schema, rename, &object, &ignored);
}

bool gw_schema_rename_collect(struct gw_arena *arena, struct gw_view script,
			      struct gw_schema_renames *renames, struct gw_error **err)
{
	static const char marker[] = "-- godwit:rename ";
	struct gw_view line;

	while (gw_view_next_line(&script, &line)) {
		struct gw_schema_rename rename;

		line = gw_view_trim(line);
		if (!gw_view_starts(line, marker))
			continue;
		line = gw_view_trim(gw_view_from(line, strlen(marker)));
		if (!gw_schema_rename_parse(arena, gw_view_dup(arena, line), &rename, err))
			return false;
		rename.may_be_done = true;
		gw_vec_push(arena, &renames->list, rename);
	}
	return true;
}

bool gw_schema_rename(const struct gw_schema *schema, const struct gw_schema_rename *rename,
		      struct gw_schema_script *script, struct gw_error **err)
{
	struct gw_view to = gw_view_of(rename->to);
	size_t dot = gw_view_rfind_char(to, '.');
	const struct gw_schema_object *object;

	if (!find(schema, rename, &object, err))
		return false;
	if (dot != GW_NOWHERE && gw_view_find_char(gw_view_of(rename->from), '.') != GW_NOWHERE)
		to = gw_view_from(to, dot + 1);
	script->step = GW_SCHEMA_ALTER;
	script->object = object;
	object->kind->rename(script, object, gw_view_dup(script->arena, to));
	gw_str_done(&script->text);
	return true;
}
