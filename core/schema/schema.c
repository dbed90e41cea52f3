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

static uint64_t hash_of(const void *schema, size_t number)
{
	const struct gw_schema *of = schema;

	return gw_index_hash(gw_view_of(of->objects.items[number]->id));
}

static bool is_id(const void *schema, size_t number, const void *id)
{
	const struct gw_schema *of = schema;

	return strcmp(of->objects.items[number]->id, id) == 0;
}

static const struct gw_index_by by_id = {hash_of, is_id};

struct gw_schema_object *gw_schema_add(struct gw_schema *schema, const struct gw_schema_kind *kind,
				       const struct gw_schema_identity *identity)
{
	return gw_schema_add_values(schema, kind, identity,
				    gw_new_array(schema->arena, struct gw_view, kind->nproperties));
}

/* An id ends with the name as a rule: there it is, in memory that has the same life. */
static const char *keep_name(struct gw_arena *arena, const char *name, const char *id)
{
	size_t name_length = strlen(name), id_length = strlen(id);

	if (name_length <= id_length && strcmp(id + id_length - name_length, name) == 0)
		return id + id_length - name_length;
	return gw_strdup(arena, name);
}

/* What was added before is in the same one as a rule. */
static const char *keep_schema(const struct gw_schema *schema, const char *name)
{
	const char *before = schema->objects.n != 0 ? gw_vec_last(&schema->objects)->schema : NULL;

	if (name != NULL && before != NULL && strcmp(before, name) == 0)
		return before;
	return gw_strdup(schema->arena, name);
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
		.schema = keep_schema(schema, identity->schema),
		.name = keep_name(arena, identity->name, id),
		.signature = gw_strdup(arena, identity->signature),
		.parent = identity->parent,
		.id = id,
		.number = (uint32_t)schema->objects.n,
		.values = values,
	};
	gw_vec_push(arena, &schema->objects, object);
	gw_index_add(arena, &schema->by_id, &by_id, schema);
	if (identity->parent != NULL)
		gw_vec_push(arena, &identity->parent->children, object);
	return object;
}

struct gw_schema_object *gw_schema_find(const struct gw_schema *schema, const char *id)
{
	size_t number = gw_index_find(&schema->by_id, &by_id, schema, gw_index_hash(gw_view_of(id)),
				      id);

	return number != GW_NOWHERE ? schema->objects.items[number] : NULL;
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
	/* Most have one. */
	if (from->needs.cap == 0)
		gw_vec_reserve(schema->arena, &from->needs, 1);
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
