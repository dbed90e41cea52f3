/*
 * Schemas of an engine that does not exist, for tests of what is the same for all: tables with columns,
 * indexes and keys, and views, written as words.
 *
 *	table a; column a.x=int; index a.i>a.x; view v=text>a.x; key b.k>a
 *
 * A kind, a name (of a child: with its parent's), a value, and what it needs (">>": softly). Views stand
 * for all that is created anew; what needs a column is in the way when its type changes.
 */
#ifndef TEST_SCHEMA_TOY_H
#define TEST_SCHEMA_TOY_H

/* cmocka wants these before itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/dialect.h"

static inline void toy_write(struct gw_schema_script *script, const char *verb,
			     const struct gw_schema_object *object)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	gw_schema_puts(script, verb);
	gw_schema_puts(script, " ");
	gw_schema_puts(script, gw_schema_label(&arena, object));
	gw_schema_end(script, NULL);
}

static inline void toy_create(struct gw_schema_script *script,
			      const struct gw_schema_object *object)
{
	toy_write(script, "create", object);
}

static inline void toy_drop(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	toy_write(script, "drop", object);
}

static inline void toy_alter(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	toy_write(script, "alter", change->new);
}

static inline void toy_rename(struct gw_schema_script *script,
			      const struct gw_schema_object *object, const char *name)
{
	gw_schema_puts(script, "rename ");
	gw_schema_put_object(script, object);
	gw_schema_puts(script, " ");
	gw_schema_put_name(script, name);
	gw_schema_end(script, NULL);
}

static const struct gw_schema_property toy_kept[] = {{.name = "type", .detaches = true}};
static const struct gw_schema_property toy_replaced[] = {{.name = "text", .way = GW_WAY_REPLACE}};
static const struct gw_schema_property toy_altered[] = {{.name = "text"}};

#define TOY(kind_name, kind_rank, kind_flags, properties_table)                          \
	{                                                                                \
		.name = (kind_name), .rank = (kind_rank), .flags = (kind_flags),         \
		GW_PROPERTIES(properties_table), .create = toy_create, .drop = toy_drop, \
		.alter = toy_alter, .rename = toy_rename                                 \
	}
static const struct gw_schema_kind toy_kinds[] = {
	TOY("table", 1, GW_KIND_KEEPS_DATA, toy_altered),
	TOY("column", 2, GW_KIND_PART | GW_KIND_KEEPS_DATA, toy_kept),
	TOY("default", 2, GW_KIND_PART, toy_replaced),
	TOY("index", 3, 0, toy_replaced),
	TOY("key", 4, GW_KIND_DROPPED_APART, toy_replaced),
	TOY("view", 5, 0, toy_replaced),
	TOY("note", 6, 0, toy_altered),
	TOY("fact", 7, GW_KIND_DERIVED, toy_replaced),
};

static inline void toy_quote(struct gw_str *str, struct gw_view name)
{
	gw_str_add(str, name);
}

static const struct gw_schema_dialect toy_dialect = {
	.engine = "toy",
	.quote_name = toy_quote,
	.quote_text = toy_quote,
};

static inline const struct gw_schema_kind *toy_kind(struct gw_view name)
{
	for (size_t i = 0; i < GW_COUNT(toy_kinds); i++) {
		if (gw_view_is(name, toy_kinds[i].name))
			return &toy_kinds[i];
	}
	fail_msg("no kind %.*s", GW_VIEW_ARG(name));
	return NULL;
}

/* "b.k" is looked for from the first object on whose last name fits, and whose parent's does. */
static inline struct gw_schema_object *toy_find(const struct gw_schema *schema, struct gw_view name)
{
	size_t dot = gw_view_rfind_char(name, '.');
	struct gw_view last = dot != GW_NOWHERE ? gw_view_from(name, dot + 1) : name;

	for (size_t i = 0; i < schema->objects.n; i++) {
		struct gw_schema_object *object = schema->objects.items[i];

		if (gw_view_is(last, object->name) &&
		    (object->parent != NULL) == (last.n < name.n) &&
		    (object->parent == NULL ||
		     gw_view_is(gw_view_slice(name, 0, dot), object->parent->name)))
			return object;
	}
	return NULL;
}

/* One "kind name=value>need" without its needs, which are left in *ret_needs. */
static inline struct gw_schema_object *toy_add(struct gw_schema *schema, struct gw_view text,
					       struct gw_view *ret_needs)
{
	struct gw_view kind, name, value = {0};
	struct gw_schema_identity identity = {0};
	struct gw_schema_object *object;
	size_t at;

	gw_view_next_word(&text, &kind);
	name = gw_view_trim(text);
	at = gw_view_find_char(name, '>');
	*ret_needs = at != GW_NOWHERE ? gw_view_from(name, at + 1) : value;
	name = gw_view_slice(name, 0, at);
	at = gw_view_find_char(name, '=');
	if (at != GW_NOWHERE)
		value = gw_view_from(name, at + 1);
	name = gw_view_slice(name, 0, at);
	at = gw_view_rfind_char(name, '.');
	if (at != GW_NOWHERE)
		identity.parent = toy_find(schema, gw_view_slice(name, 0, at));
	identity.name = gw_view_dup(schema->arena,
				    at != GW_NOWHERE ? gw_view_from(name, at + 1) : name);
	object = gw_schema_add(schema, toy_kind(kind), &identity);
	assert_non_null(object);
	gw_schema_set(object, 0, value);
	return object;
}

static inline struct gw_schema *toy_schema(struct gw_arena *arena, const char *text)
{
	struct gw_schema *schema = gw_new(arena, struct gw_schema);
	struct gw_view rest = gw_view_of(text);
	GW_VEC(struct gw_view) needs = {0};
	struct gw_view field;

	gw_schema_init(schema, arena, &toy_dialect);
	while (gw_view_next_field(&rest, ';', &field)) {
		struct gw_view list;

		toy_add(schema, field, &list);
		gw_vec_push(arena, &needs, list);
	}
	for (size_t i = 0; i < needs.n; i++) {
		bool soft = gw_view_starts(needs.items[i], ">");

		rest = gw_view_from(needs.items[i], soft ? 1 : 0);
		while (gw_view_next_field(&rest, ',', &field)) {
			struct gw_schema_object *to = toy_find(schema, field);

			assert_non_null(to);
			gw_schema_need(schema, schema->objects.items[i], to, soft);
		}
	}
	return schema;
}

#endif
