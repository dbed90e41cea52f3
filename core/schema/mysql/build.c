/*
 * Sequences, views and routines, as SHOW CREATE writes them; and what needs what.
 */
#include "schema/mysql/mysql_int.h"

void gw_mysql_build_sequence(struct gw_mysql_reader *reader, const char *name, struct gw_view sql)
{
	struct gw_schema *schema = reader->schema;
	const struct gw_schema_identity identity = {.name = name};
	struct gw_schema_object *sequence = gw_schema_add(schema, &gw_mysql_sequence, &identity);
	struct gw_view rest = gw_mysql_plain(schema->arena, sql);
	size_t storage;

	if (sequence == NULL)
		return;
	(void)!gw_mysql_skip(&rest, "CREATE");
	(void)!gw_mysql_skip(&rest, "SEQUENCE");
	(void)gw_mysql_next_name(schema->arena, &rest);
	storage = gw_view_find(rest, GW_VIEW(" ENGINE="));
	gw_schema_set(sequence, SEQUENCE_OPTIONS, gw_view_trim(gw_view_slice(rest, 0, storage)));
	if (storage != GW_NOWHERE)
		gw_schema_set(sequence, SEQUENCE_STORAGE,
			      gw_view_trim(gw_view_from(rest, storage)));
}

void gw_mysql_set_definer(struct gw_mysql_reader *reader, struct gw_schema_object *object,
			  const char *definer)
{
	struct gw_mysql_hidden *hidden = gw_new(reader->schema->arena, struct gw_mysql_hidden);

	hidden->definer = definer;
	object->extra = hidden;
	if (!reader->options->no_owners && definer != NULL && strcmp(definer, reader->asker) != 0)
		gw_schema_set_text(object, CODE_DEFINER, definer);
}

/* What stands after DEFINER=, cut off *rest. */
static const char *cut_definer(struct gw_arena *arena, struct gw_view *rest)
{
	struct gw_view start, token;

	if (!gw_mysql_skip(rest, "DEFINER") || !gw_mysql_skip(rest, "="))
		return NULL;
	start = *rest;
	(void)!gw_mysql_next(rest, &token);
	/* The lexer takes @`host` for one token, and @ for another. */
	while (rest->n != 0 && rest->p[0] != ' ' && gw_mysql_next(rest, &token))
		;
	return gw_view_dup(arena, gw_view_trim(gw_view_slice(start, 0, start.n - rest->n)));
}

static struct gw_view without_margin(struct gw_view text)
{
	return gw_view_from(text, text.n != 0 ? (size_t)(gw_view_trim(text).p - text.p) : 0);
}

/* CREATE TRIGGER, up to the body; an order is not in what the server keeps. */
static struct gw_view cut_head(struct gw_view *rest)
{
	struct gw_view start = *rest;
	struct gw_view token;

	while (gw_mysql_next(rest, &token) &&
	       !(gw_view_is_nocase(token, "EACH") && gw_mysql_skip(rest, "ROW")))
		;
	*rest = without_margin(*rest);
	return gw_view_slice(start, 0, start.n - rest->n);
}

void gw_mysql_set_trigger_text(struct gw_arena *arena, struct gw_schema_object *trigger,
			       struct gw_view sql)
{
	struct gw_view head = cut_head(&sql);

	gw_schema_set(trigger, CODE_DEFINITION, sql);
	(void)!gw_mysql_skip(&head, "CREATE");
	(void)cut_definer(arena, &head);
	if (gw_mysql_skip(&head, "TRIGGER") && gw_view_find_char(head, '.') == GW_NOWHERE)
		gw_schema_set(trigger, TRIGGER_HEAD, head);
}

struct gw_view gw_mysql_event_body(struct gw_view sql)
{
	struct gw_view token;

	while (gw_mysql_next(&sql, &token) && !gw_view_is_nocase(token, "DO"))
		;
	return without_margin(sql);
}

/* WORD VALUE or WORD=VALUE; what is so anyway is not kept. */
static void read_choice(struct gw_view *rest, const char *word, const char *usual,
			struct gw_schema_object *object, size_t property)
{
	struct gw_view value;

	if (!gw_mysql_skip(rest, word))
		return;
	(void)!gw_mysql_skip(rest, "=");
	if (gw_mysql_next(rest, &value) && !gw_view_is(value, usual))
		gw_schema_set(object, property, value);
}

void gw_mysql_build_view(struct gw_mysql_reader *reader, const char *name, struct gw_view sql,
			 bool is_broken)
{
	struct gw_schema *schema = reader->schema;
	const struct gw_schema_identity identity = {.name = name};
	struct gw_view rest = gw_mysql_plain(schema->arena, sql);
	struct gw_schema_object *view = gw_schema_add(schema, &gw_mysql_view, &identity);

	if (view == NULL)
		return;
	(void)!gw_mysql_skip(&rest, "CREATE");
	read_choice(&rest, "ALGORITHM", "UNDEFINED", view, VIEW_ALGORITHM);
	gw_mysql_set_definer(reader, view, cut_definer(schema->arena, &rest));
	(void)!gw_mysql_skip(&rest, "SQL");
	read_choice(&rest, "SECURITY", "DEFINER", view, VIEW_SECURITY);
	(void)!gw_mysql_skip(&rest, "VIEW");
	(void)gw_mysql_next_name(schema->arena, &rest);
	/* The database is named only where something is not there. */
	gw_schema_set(view, CODE_DEFINITION,
		      gw_mysql_without(schema->arena, gw_view_trim(rest), reader->database));
	if (is_broken)
		gw_schema_break(schema, view, "something that it names is not there");
}

/* The words that a routine begins with, after CREATE and its definer. */
static bool skip_routine_words(struct gw_view *rest, const struct gw_schema_kind *kind)
{
	struct gw_view words = gw_view_of(kind->name);
	struct gw_view word, token;

	while (gw_view_next_word(&words, &word)) {
		if (!gw_mysql_next(rest, &token) || !gw_view_eq_nocase(token, word))
			return false;
	}
	return true;
}

struct gw_schema_object *gw_mysql_build_routine(struct gw_mysql_reader *reader,
						const struct gw_schema_kind *kind, const char *name,
						struct gw_view sql)
{
	struct gw_arena *arena = reader->schema->arena;
	struct gw_view rest = sql;
	struct gw_schema_object *routine;
	bool is_aggregate;

	(void)!gw_mysql_skip(&rest, "CREATE");
	(void)cut_definer(arena, &rest);
	is_aggregate = gw_mysql_skip(&rest, "AGGREGATE");
	if (!skip_routine_words(&rest, kind)) {
		gw_schema_report(reader->schema, kind->name, name, NULL);
		return NULL;
	}
	(void)gw_mysql_next_name(arena, &rest);
	routine = gw_mysql_add_folded(reader->schema, kind, name, NULL);
	if (routine == NULL)
		return NULL;
	gw_schema_set(routine, CODE_DEFINITION, rest);
	gw_schema_set_flag(routine, ROUTINE_AGGREGATE, is_aggregate);
	return routine;
}

/* --- needs --- */

static struct gw_schema_object *find_relation(const struct gw_schema *schema, const char *name)
{
	static const struct gw_schema_kind *const kinds[] = {
		&gw_mysql_table,
		&gw_mysql_view,
		&gw_mysql_sequence,
	};
	const struct gw_schema_identity identity = {.name = name};
	struct gw_schema_object *object = NULL;

	for (size_t i = 0; object == NULL && i < GW_COUNT(kinds); i++)
		object = gw_schema_lookup(schema, kinds[i], &identity);
	return object;
}

static struct gw_schema_object *find_folded(const struct gw_schema *schema,
					    const struct gw_schema_kind *kind, struct gw_view name,
					    struct gw_schema_object *parent)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_schema_identity identity = {
		.name = gw_view_dup_lower(&scratch, name),
		.parent = parent,
	};

	return gw_schema_lookup(schema, kind, &identity);
}

/*
 * Names in what the server wrote, which quotes them all: those that are neither columns nor aliases. One
 * too many is no harm, as views are created again in their place.
 */
static void need_named(struct gw_schema *schema, struct gw_schema_object *object,
		       struct gw_view text, bool soft)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_view before = {0};
	struct gw_view token;

	for (; gw_mysql_next(&text, &token); before = token) {
		struct gw_schema_object *other;
		const char *name;

		if (token.p[0] == '(')
			need_named(schema, object, gw_view_slice(token, 1, token.n - 1), soft);
		if (token.p[0] != '`' || gw_view_is_nocase(before, "AS") ||
		    gw_view_starts(text, "."))
			continue;
		name = gw_mysql_unquote(&scratch, token);
		other = gw_view_starts(text, "(")
				? find_folded(schema, &gw_mysql_function, gw_view_of(name), NULL)
				: find_relation(schema, name);
		if (other != NULL)
			gw_schema_need(schema, object, other, soft);
	}
}

static void need_columns(struct gw_schema *schema, struct gw_schema_object *key,
			 struct gw_schema_object *table, size_t property)
{
	struct gw_view names = gw_schema_value(key, property);
	struct gw_view name;

	while (gw_view_next_field(&names, GW_SCHEMA_SEPARATOR, &name)) {
		struct gw_schema_object *column = find_folded(schema, &gw_mysql_column, name,
							      table);

		if (column != NULL)
			gw_schema_need(schema, key, column, false);
	}
}

static void need_target(struct gw_schema *schema, struct gw_schema_object *key)
{
	const struct gw_schema_identity identity = {.name = key->extra};
	struct gw_schema_object *table = NULL;

	need_columns(schema, key, key->parent, KEY_COLUMNS);
	if (key->extra != NULL)
		table = gw_schema_lookup(schema, &gw_mysql_table, &identity);
	if (table == NULL)
		return;
	gw_schema_set_text(key, KEY_TARGET, table->id);
	need_columns(schema, key, table, KEY_TARGET_COLUMNS);
	if (table != key->parent)
		gw_schema_need(schema, key, table, false);
}

/* The body goes with its package. */
static void need_package(struct gw_schema *schema, struct gw_schema_object *body)
{
	struct gw_schema_object *package = find_folded(schema, &gw_mysql_package,
						       gw_view_of(body->name), NULL);

	if (package != NULL)
		gw_schema_need(schema, body, package, false);
}

void gw_mysql_find_needs(struct gw_schema *schema)
{
	for (size_t i = 0; i < schema->objects.n; i++) {
		struct gw_schema_object *object = schema->objects.items[i];

		if (object->kind == &gw_mysql_view)
			need_named(schema, object, gw_schema_value(object, CODE_DEFINITION), true);
		else if (object->kind == &gw_mysql_column)
			need_named(schema, object, gw_schema_value(object, COLUMN_DEFAULT), false);
		else if (object->kind == &gw_mysql_foreign_key)
			need_target(schema, object);
		else if (object->kind == &gw_mysql_package_body)
			need_package(schema, object);
	}
}
