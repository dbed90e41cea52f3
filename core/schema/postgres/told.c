/*
 * What PostgreSQL's catalog tells of objects that are read already: owners, comments, grants, what they need.
 * Rows are in the order of the queries: what stands for something else is told before the needs.
 */
#include "schema/postgres/read_int.h"

/* NULL: nothing is there. */
static struct gw_schema_object *at(const struct gw_pg_reader *reader,
				   const struct gw_pg_places *places,
				   const struct gw_pg_address *address)
{
	size_t number = gw_pg_find_place(places, address);

	return number != GW_NOWHERE ? reader->schema->objects.items[number] : NULL;
}

/* The same, by the text of the address. */
struct gw_schema_object *gw_pg_object_at(const struct gw_pg_reader *reader, struct gw_view text)
{
	struct gw_pg_address address;

	return gw_pg_parse_address(text, &address) ? at(reader, &reader->places, &address) : NULL;
}

/* The object at an address; a column that is none of ours stands for its relation. */
static struct gw_schema_object *find(const struct gw_pg_reader *reader,
				     const struct gw_pg_address *address)
{
	struct gw_pg_address whole = {address->class, address->object, 0};
	struct gw_schema_object *object = at(reader, &reader->places, address);

	if (object == NULL)
		object = at(reader, &reader->aliases, address);
	if (object != NULL &&
	    (object->kind == &gw_pg_view_column || object->kind == &gw_pg_attribute ||
	     object->kind == &gw_pg_key_index))
		return object->parent;
	if (object != NULL && object->kind == &gw_pg_attached)
		return object->holder;
	if (object != NULL || address->column == 0)
		return object;
	object = at(reader, &reader->places, &whole);
	return object != NULL ? object : at(reader, &reader->aliases, &whole);
}

void gw_pg_take_alias(struct gw_pg_reader *reader, const struct gw_view *cells)
{
	struct gw_pg_address alias, address;
	const struct gw_schema_object *object;

	if (!gw_pg_parse_address(cells[0], &alias) || !gw_pg_parse_address(cells[1], &address))
		return;
	object = find(reader, &address);
	if (object != NULL)
		gw_pg_put_place(&reader->arena, &reader->aliases, &alias, object->number);
}

/* Those that the server made are said by what holds them, and so is what needs them. */
static void hold(struct gw_pg_reader *reader, const struct gw_pg_attaching *attached)
{
	struct gw_schema *schema = reader->schema;
	struct gw_schema_object *index = at(reader, &reader->places, &attached->index);

	if (index == NULL)
		return;
	while (index->holder != NULL && index->holder->kind == &gw_pg_attached)
		index->holder = index->holder->holder;
	if (index->holder == NULL || index->kind == &gw_pg_attached)
		return;
	gw_schema_need(schema, index->holder, index, true);
	if (attached->parts.suffix.p != NULL)
		gw_pg_hidden_of(schema, index)->usual_name = gw_pg_usual_name(
			schema->arena, index->parent->name, &attached->parts);
}

void gw_pg_hold_attached(struct gw_pg_reader *reader)
{
	for (size_t i = 0; i < reader->attached.n; i++) {
		const struct gw_pg_attaching *attached = &reader->attached.items[i];
		struct gw_schema_object *index = at(reader, &reader->places, &attached->index);

		if (index != NULL)
			index->holder = at(reader, &reader->places, &attached->above);
	}
	for (size_t i = 0; i < reader->attached.n; i++)
		hold(reader, &reader->attached.items[i]);
}

static void set(struct gw_pg_reader *reader, struct gw_schema_object *object, size_t property,
		struct gw_view value)
{
	gw_pg_set_shared(&reader->shares, object, property, value);
}

void gw_pg_take_owner(struct gw_pg_reader *reader, const struct gw_view *cells)
{
	struct gw_schema_object *object = gw_pg_object_at(reader, cells[0]);
	bool is_of_database = gw_view_is(cells[2], "t");

	if (object == NULL || object->kind == &gw_pg_identity || object->kind == &gw_pg_index)
		return;
	if (!reader->options->no_owners && !is_of_database)
		set(reader, object, PG_OWNER, cells[1]);
	else
		gw_pg_hidden_of(reader->schema, object)->owner = gw_pg_share_text(&reader->shares,
										  cells[1]);
}

void gw_pg_take_comment(struct gw_pg_reader *reader, const struct gw_view *cells)
{
	struct gw_schema_object *object = gw_pg_object_at(reader, cells[0]);

	if (object != NULL && object->kind != &gw_pg_identity && !reader->options->no_comments)
		set(reader, object, PG_COMMENT, cells[1]);
}

static void set_grants(struct gw_pg_reader *reader, struct gw_schema_object *object,
		       struct gw_view grants)
{
	if (reader->options->no_grants)
		gw_pg_hidden_of(reader->schema, object)->grants = gw_pg_share_text(&reader->shares,
										   grants);
	else
		set(reader, object, PG_GRANTS, grants);
}

void gw_pg_take_grant(struct gw_pg_reader *reader, const struct gw_view *cells)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_schema_object *object = gw_pg_object_at(reader, cells[0]);
	struct gw_view old;

	if (object == NULL || object->kind == &gw_pg_identity)
		return;
	old = reader->options->no_grants ? gw_pg_hidden_of(reader->schema, object)->grants
					 : gw_schema_value(object, PG_GRANTS);
	set_grants(reader, object,
		   gw_view_of(gw_format(&scratch, "%.*s%s%.*s\t%.*s\t%.*s", GW_VIEW_ARG(old),
					old.n != 0 ? "\x1f" : "", GW_VIEW_ARG(cells[1]),
					GW_VIEW_ARG(cells[2]), GW_VIEW_ARG(cells[3]))));
}

/* Where everybody has rights at first, none are something to be told. */
void gw_pg_set_no_grants(struct gw_pg_reader *reader)
{
	for (size_t i = 0; i < reader->schema->objects.n; i++) {
		struct gw_schema_object *object = reader->schema->objects.items[i];

		if (gw_pg_first_grants(object->kind).p != NULL)
			set_grants(reader, object, GW_VIEW(""));
	}
}

static bool is_above(const struct gw_schema_object *object, const struct gw_schema_object *below)
{
	for (below = below->parent; below != NULL; below = below->parent) {
		if (below == object)
			return true;
	}
	return false;
}

/* A default has to be away while its column changes its type. */
static void add_need(struct gw_pg_reader *reader, struct gw_schema_object *from,
		     struct gw_schema_object *to)
{
	bool is_default = from->kind == &gw_pg_default && from->parent == to;

	if (from == to || is_above(from, to) || (is_above(to, from) && !is_default))
		return;
	gw_schema_need(reader->schema, from, to, from->kind == &gw_pg_owned);
}

/* What it needs of its own table, its holder does not need. */
static bool is_attached(const struct gw_pg_reader *reader, const struct gw_pg_address *address)
{
	const struct gw_schema_object *object = at(reader, &reader->places, address);

	return object != NULL && object->kind == &gw_pg_attached;
}

void gw_pg_take_need(struct gw_pg_reader *reader, const struct gw_view *cells)
{
	struct gw_pg_address of, needed;
	struct gw_schema_object *from, *to;

	if (!gw_pg_parse_address(cells[0], &of) || !gw_pg_parse_address(cells[1], &needed))
		return;
	from = find(reader, &of);
	to = from != NULL ? find(reader, &needed) : NULL;
	if (to == NULL || is_attached(reader, &of))
		return;
	/* That a column owns a sequence is an object of its own. */
	if (from->kind == &gw_pg_sequence && to->kind == &gw_pg_column)
		return;
	add_need(reader, from, to);
}

void gw_pg_take_unmodelled(struct gw_pg_reader *reader, const struct gw_view *cells)
{
	gw_schema_report(reader->schema, gw_view_dup(&reader->arena, cells[0]),
			 gw_view_dup(&reader->arena, cells[1]), NULL);
}

static void add_later(struct gw_pg_reader *reader)
{
	for (size_t i = 0; i < reader->later.n; i++) {
		const struct gw_pg_later *later = &reader->later.items[i];
		struct gw_schema_object *needed = find(reader, &later->needed);

		if (needed != NULL)
			gw_schema_need(reader->schema, later->object, needed, later->soft);
	}
}

/* By id, not by address. */
static void resolve_target(struct gw_pg_reader *reader, struct gw_schema_object *key)
{
	const struct gw_schema_object *target = NULL;
	struct gw_pg_address address;

	if (gw_pg_parse_address(gw_schema_value(key, REFERENCE_TARGET), &address))
		target = find(reader, &address);
	set(reader, key, REFERENCE_TARGET, gw_view_of(target != NULL ? target->id : NULL));
}

void gw_pg_finish_reading(struct gw_pg_reader *reader)
{
	add_later(reader);
	for (size_t i = 0; i < reader->schema->objects.n; i++) {
		if (reader->schema->objects.items[i]->kind == &gw_pg_foreign_key)
			resolve_target(reader, reader->schema->objects.items[i]);
	}
	gw_pg_add_untold_needs(reader->schema);
}
