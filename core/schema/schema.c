/*
 * Building a schema, and finding things in it.
 */
#include "schema/dialect.h"

void gw_schema_init(struct gw_schema *schema, struct gw_arena *arena,
		    const struct gw_schema_dialect *dialect)
{
	*schema = (struct gw_schema){.arena = arena, .dialect = dialect};
}

/* A name in an id; one that holds what stands between names is quoted. */
static void add_name(struct gw_str *id, const char *name)
{
	if (strpbrk(name, "./\"") == NULL) {
		gw_str_puts(id, name);
		return;
	}
	gw_str_putc(id, '"');
	for (const char *c = name; *c != '\0'; c++) {
		if (*c == '"')
			gw_str_putc(id, '"');
		gw_str_putc(id, *c);
	}
	gw_str_putc(id, '"');
}

static const char *make_id(const struct gw_schema *schema, struct gw_arena *arena,
			   const struct gw_schema_kind *kind,
			   const struct gw_schema_identity *identity)
{
	GW_STR_AUTO struct gw_str id = {0};

	if (identity->parent != NULL) {
		gw_str_puts(&id, identity->parent->id);
		gw_str_putc(&id, '/');
	}
	gw_str_puts(&id, kind->name);
	gw_str_putc(&id, ' ');
	if (identity->schema != NULL) {
		add_name(&id, identity->schema);
		gw_str_putc(&id, '.');
	}
	add_name(&id, identity->name);
	if (identity->signature != NULL)
		gw_str_puts(&id, identity->signature);
	if (schema->dialect->folds_names)
		return gw_view_dup_lower(arena, gw_str_view(&id));
	return gw_str_take(&id, arena);
}

struct gw_schema_object *gw_schema_add(struct gw_schema *schema, const struct gw_schema_kind *kind,
				       const struct gw_schema_identity *identity)
{
	struct gw_arena *arena = schema->arena;
	const struct gw_schema_identity own = {
		.schema = gw_strdup(arena, identity->schema),
		.name = gw_strdup(arena, identity->name),
		.signature = gw_strdup(arena, identity->signature),
		.parent = identity->parent,
	};

	return gw_schema_add_values(schema, kind, &own,
				    gw_new_array(arena, struct gw_view, kind->nproperties));
}

struct gw_schema_object *gw_schema_add_values(struct gw_schema *schema,
					      const struct gw_schema_kind *kind,
					      const struct gw_schema_identity *identity,
					      struct gw_view *values)
{
	struct gw_arena *arena = schema->arena;
	struct gw_schema_object *object;
	const char *id = make_id(schema, arena, kind, identity);

	if (gw_schema_find(schema, id) != NULL)
		return NULL;
	object = gw_new(arena, struct gw_schema_object);
	*object = (struct gw_schema_object){
		.kind = kind,
		.schema = identity->schema,
		.name = identity->name,
		.signature = identity->signature,
		.parent = identity->parent,
		.id = id,
		.number = schema->objects.n,
		.values = values,
	};
	gw_map_put(arena, &schema->by_id, gw_view_of(id), object);
	gw_vec_push(arena, &schema->objects, object);
	if (identity->parent != NULL)
		gw_vec_push(arena, &identity->parent->children, object);
	return object;
}

struct gw_schema_object *gw_schema_find(const struct gw_schema *schema, const char *id)
{
	return gw_map_get(&schema->by_id, gw_view_of(id));
}

struct gw_schema_object *gw_schema_lookup(const struct gw_schema *schema,
					  const struct gw_schema_kind *kind,
					  const struct gw_schema_identity *identity)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	return gw_schema_find(schema, make_id(schema, &scratch, kind, identity));
}

void gw_schema_set(struct gw_schema_object *object, size_t property, struct gw_view value)
{
	object->values[property] = value;
}

void gw_schema_set_text(struct gw_schema_object *object, size_t property, const char *value)
{
	gw_schema_set(object, property, gw_view_of(value));
}

void gw_schema_set_flag(struct gw_schema_object *object, size_t property, bool value)
{
	gw_schema_set_text(object, property, value ? "true" : NULL);
}

struct gw_view gw_schema_value_of(const struct gw_schema_object *object, const char *property)
{
	const struct gw_schema_kind *kind = object->kind;

	for (size_t i = 0; i < kind->nproperties; i++) {
		if (strcmp(kind->properties[i].name, property) == 0)
			return object->values[i];
	}
	return (struct gw_view){0};
}

bool gw_schema_has_element(struct gw_view list, struct gw_view wanted)
{
	struct gw_view element;

	while (gw_view_next_field(&list, GW_SCHEMA_SEPARATOR, &element)) {
		if (gw_view_eq(element, wanted))
			return true;
	}
	return false;
}

void gw_schema_need(struct gw_schema *schema, struct gw_schema_object *from,
		    struct gw_schema_object *to, bool soft)
{
	if (from == to)
		return;
	for (size_t i = 0; i < from->needs.n; i++) {
		struct gw_schema_need *need = &from->needs.items[i];

		if (need->object == to) {
			need->soft = need->soft && soft;
			return;
		}
	}
	gw_vec_push(schema->arena, &from->needs, ((struct gw_schema_need){to, soft}));
}

void gw_schema_report(struct gw_schema *schema, const char *kind, const char *name,
		      const char *reason)
{
	const struct gw_schema_unmodelled unmodelled = {
		.kind = gw_strdup(schema->arena, kind),
		.name = gw_strdup(schema->arena, name),
		.reason = reason,
	};

	gw_vec_push(schema->arena, &schema->unmodelled, unmodelled);
}

void gw_schema_break(struct gw_schema *schema, struct gw_schema_object *object, const char *reason)
{
	const struct gw_schema_unmodelled unmodelled = {
		.kind = object->kind->name,
		.name = object->name,
		.reason = reason,
		.is_object = true,
	};

	object->is_broken = true;
	gw_vec_push(schema->arena, &schema->unmodelled, unmodelled);
}

static void add_path(struct gw_str *str, const struct gw_schema_object *object)
{
	if (object->parent != NULL) {
		add_path(str, object->parent);
		gw_str_putc(str, '.');
	} else if (object->schema != NULL) {
		gw_str_puts(str, object->schema);
		gw_str_putc(str, '.');
	}
	gw_str_puts(str, object->name);
}

const char *gw_schema_label(struct gw_arena *arena, const struct gw_schema_object *object)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, object->kind->name);
	gw_str_putc(&str, ' ');
	add_path(&str, object);
	if (object->signature != NULL)
		gw_str_puts(&str, object->signature);
	return gw_str_take(&str, arena);
}
