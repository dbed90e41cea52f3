/*
 * Schemas and changes as SQL and as JSON.
 */
#include "schema/render.h"

void gw_schema_render_statement(const struct gw_schema_dialect *dialect, struct gw_view sql,
				struct gw_str *str)
{
	if (dialect->terminate != NULL) {
		dialect->terminate(str, sql);
		return;
	}
	gw_str_add(str, sql);
	gw_str_puts(str, ";\n");
}

void gw_schema_render_list(const struct gw_schema_dialect *dialect, const char *const *list,
			   struct gw_str *str)
{
	for (size_t i = 0; list != NULL && list[i] != NULL; i++)
		gw_schema_render_statement(dialect, gw_view_of(list[i]), str);
}

/* So much is put at once. */
enum { PIECE_BYTES = 64 * 1024 };

struct rendering {
	const struct gw_schema_dialect *dialect;
	const struct gw_schema_object *before; /* whose the last statement was */
	bool begun;
	struct gw_str piece;
	gw_schema_put_fn *put;
	void *payload;
};

static void put_piece(struct rendering *rendering)
{
	rendering->put(rendering->payload, gw_str_view(&rendering->piece));
	gw_str_clear(&rendering->piece);
}

static void render_block(void *payload, const struct gw_schema_statement *statement)
{
	struct rendering *rendering = payload;

	if (rendering->begun && statement->object != rendering->before)
		gw_str_putc(&rendering->piece, '\n');
	gw_schema_render_statement(rendering->dialect, statement->sql, &rendering->piece);
	rendering->begun = true;
	rendering->before = statement->object;
	if (rendering->piece.n >= PIECE_BYTES)
		put_piece(rendering);
}

void gw_schema_render_sql(const struct gw_schema *schema, gw_schema_put_fn *put, void *payload)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct rendering rendering = {.dialect = schema->dialect, .put = put, .payload = payload};
	struct gw_schema empty;
	struct gw_schema_changes changes;

	gw_schema_init(&empty, &arena, schema->dialect);
	gw_schema_create_all(&arena, &empty, schema, &changes);
	gw_schema_render_list(schema->dialect, schema->dialect->settings, &rendering.piece);
	rendering.begun = rendering.piece.n != 0;
	gw_schema_write_apart(&arena, &changes, render_block, &rendering);
	put_piece(&rendering);
	gw_str_done(&rendering.piece);
}

static struct gw_json *list_json(struct gw_view list)
{
	struct gw_json *json = gw_json_array();
	struct gw_view element;

	while (gw_view_next_field(&list, GW_SCHEMA_SEPARATOR, &element)) {
		GW_ARENA_AUTO struct gw_arena scratch = {0};

		gw_json_push_text(json, gw_view_dup(&scratch, element));
	}
	return json;
}

static void value_json(struct gw_json *object, const char *key,
		       const struct gw_schema_property *property, struct gw_view value)
{
	uint64_t number;

	switch (property->type) {
	case GW_PROPERTY_FLAG:
		gw_json_set_bool(object, key, value.p != NULL);
		return;
	case GW_PROPERTY_LIST:
		if (value.p != NULL)
			gw_json_set(object, key, list_json(value));
		return;
	case GW_PROPERTY_NUMBER:
		if (gw_parse_u64(value, &number) && number <= INT64_MAX) {
			gw_json_set_int(object, key, (int64_t)number);
			return;
		}
		break;
	case GW_PROPERTY_TEXT:
		break;
	}
	if (value.p != NULL)
		gw_json_set_view(object, key, value);
}

static struct gw_json *object_json(const struct gw_schema_object *object)
{
	struct gw_json *json = gw_json_object();
	struct gw_json *children;

	gw_json_set_text(json, "kind", object->kind->name);
	gw_json_set_text(json, "id", object->id);
	if (object->schema != NULL)
		gw_json_set_text(json, "schema", object->schema);
	gw_json_set_text(json, "name", object->name);
	if (object->signature != NULL)
		gw_json_set_text(json, "signature", object->signature);
	for (size_t i = 0; i < object->kind->nproperties; i++)
		value_json(json, object->kind->properties[i].name, &object->kind->properties[i],
			   object->values[i]);
	if (object->children.n == 0)
		return json;
	children = gw_json_array();
	for (size_t i = 0; i < object->children.n; i++)
		gw_json_push(children, object_json(object->children.items[i]));
	gw_json_set(json, "children", children);
	return json;
}

void gw_schema_render_json(const struct gw_schema *schema, struct gw_json *object)
{
	struct gw_json *objects = gw_json_array();
	struct gw_json *unmodelled = gw_json_array();

	for (size_t i = 0; i < schema->objects.n; i++) {
		if (schema->objects.items[i]->parent == NULL)
			gw_json_push(objects, object_json(schema->objects.items[i]));
	}
	for (size_t i = 0; i < schema->unmodelled.n; i++) {
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "kind", schema->unmodelled.items[i].kind);
		gw_json_set_text(json, "name", schema->unmodelled.items[i].name);
		if (schema->unmodelled.items[i].reason != NULL)
			gw_json_set_text(json, "reason", schema->unmodelled.items[i].reason);
		gw_json_push(unmodelled, json);
	}
	gw_json_set(object, "objects", objects);
	gw_json_set(object, "unmodelled", unmodelled);
}

static struct gw_json *hazards_json(unsigned hazards)
{
	struct gw_json *json = gw_json_array();

	for (size_t n = 0; gw_hazard_name(n) != NULL; n++) {
		if ((hazards & 1U << n) != 0)
			gw_json_push_text(json, gw_hazard_name(n));
	}
	return json;
}

/* What is not set is told. */
static void side_json(struct gw_json *object, const char *key,
		      const struct gw_schema_property *property, struct gw_view value)
{
	if (value.p == NULL)
		gw_json_set_view(object, key, value);
	else
		value_json(object, key, property, value);
}

static struct gw_json *differing_json(const struct gw_schema_change *change)
{
	const struct gw_schema_kind *kind = change->old->kind;
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < kind->nproperties; i++) {
		struct gw_json *json;

		if (!change->differs[i])
			continue;
		json = gw_json_object();
		gw_json_set_text(json, "property", kind->properties[i].name);
		side_json(json, "old", &kind->properties[i], change->old->values[i]);
		side_json(json, "new", &kind->properties[i], change->new->values[i]);
		gw_json_push(list, json);
	}
	return list;
}

static struct gw_json *change_json(const struct gw_schema_change *change)
{
	const struct gw_schema_object *object = gw_schema_change_object(change);
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "action", gw_change_name(change->action));
	gw_json_set_text(json, "kind", object->kind->name);
	gw_json_set_text(json, "id", object->id);
	if (change->differs != NULL)
		gw_json_set(json, "properties", differing_json(change));
	if (change->cause != NULL)
		gw_json_set_text(json, "because_of", gw_schema_change_object(change->cause)->id);
	return json;
}

static const char *transaction_name(enum gw_schema_transaction transaction)
{
	switch (transaction) {
	case GW_SCHEMA_TOGETHER:
		return "together";
	case GW_SCHEMA_ALONE:
		return "alone";
	case GW_SCHEMA_COMMIT_AFTER:
		return "commit-after";
	}
	return "together";
}

static struct gw_json *statement_json(const struct gw_schema_statement *statement)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_view(json, "sql", statement->sql);
	gw_json_set_text(json, "object", statement->object != NULL ? statement->object->id : NULL);
	gw_json_set(json, "hazards", hazards_json(statement->effect.hazards));
	gw_json_set_text(json, "blocks", gw_schema_lock_name(statement->effect.lock));
	gw_json_set_text(json, "transaction", transaction_name(statement->effect.transaction));
	gw_json_set_text(json, "note", statement->effect.note);
	return json;
}

void gw_schema_changes_json(const struct gw_schema_changes *changes,
			    const struct gw_schema_script *script, struct gw_json *object)
{
	struct gw_json *list = gw_json_array();
	struct gw_json *statements = gw_json_array();

	for (size_t i = 0; i < changes->list.n; i++)
		gw_json_push(list, change_json(changes->list.items[i]));
	for (size_t i = 0; i < script->statements.n; i++)
		gw_json_push(statements, statement_json(&script->statements.items[i]));
	gw_json_set(object, "changes", list);
	gw_json_set(object, "statements", statements);
	gw_json_set(object, "hazards", hazards_json(gw_schema_hazards(script)));
}
