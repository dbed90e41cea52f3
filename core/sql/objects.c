/*
 * The names in DDL: which objects a statement creates, changes or drops.
 *
 *	CREATE [OR REPLACE ..] kind [IF NOT EXISTS] name            one object
 *	DROP kind [IF EXISTS] name [(args)], name ..                all of them
 *	ALTER kind name .. RENAME TO name | SET SCHEMA name         both names
 *	RENAME TABLE a TO b, ..; COMMENT ON kind name; TRUNCATE, GRANT .. TO, ...
 *
 * It looks at the words at the beginning and at few others; objects that a statement merely refers
 * to are not named.
 */
#include "sql/classify_int.h"

struct reader {
	struct gw_arena *arena;
	struct gw_cursor cursor;
	struct gw_objects *objects;
};

const char *gw_object_kind_name(enum gw_object_kind kind)
{
	static const char *const names[] = {
		[GW_OBJECT_TABLE] = "table",     [GW_OBJECT_VIEW] = "view",
		[GW_OBJECT_INDEX] = "index",     [GW_OBJECT_SEQUENCE] = "sequence",
		[GW_OBJECT_TYPE] = "type",       [GW_OBJECT_ROUTINE] = "routine",
		[GW_OBJECT_TRIGGER] = "trigger", [GW_OBJECT_EVENT] = "event",
		[GW_OBJECT_SCHEMA] = "schema",   [GW_OBJECT_DATABASE] = "database",
		[GW_OBJECT_ROLE] = "role",       [GW_OBJECT_EXTENSION] = "extension",
		[GW_OBJECT_OTHER] = "object",
	};

	return names[kind];
}

/* --- names --- */

static const char *name_of(const struct reader *reader, struct gw_token token)
{
	if (token.kind == GW_TOKEN_END)
		return NULL;
	return gw_token_name(reader->arena, reader->cursor.lexer.dialect, reader->cursor.text,
			     token);
}

/*
 * The host of a MySQL account: @localhost, which the lexer takes for a variable, or an @ and a
 * quoted name. NULL when there is none.
 */
static const char *read_host(struct reader *reader)
{
	struct gw_cursor *cursor = &reader->cursor;
	struct gw_view text = gw_cursor_text(cursor);
	struct gw_token host = cursor->token;

	if (text.n == 0 || text.p[0] != '@')
		return NULL;
	gw_cursor_next(cursor);
	if (text.n == 1) {
		host = cursor->token;
		gw_cursor_next(cursor);
		return name_of(reader, host);
	}
	host.start++;
	host.kind = GW_TOKEN_WORD;
	return name_of(reader, host);
}

/* The name at the cursor as an object; false when there is none. */
static bool read_object(struct reader *reader, enum gw_object_kind kind,
			struct gw_object *ret_object)
{
	struct gw_name name;
	const char *host;

	if (!gw_cursor_name(&reader->cursor, &name))
		return false;
	*ret_object = (struct gw_object){
		.kind = kind,
		.schema = name_of(reader, name.qualifier),
		.name = name_of(reader, name.last),
	};
	host = kind == GW_OBJECT_ROLE ? read_host(reader) : NULL;
	if (host != NULL)
		ret_object->name = gw_format(reader->arena, "%s@%s", ret_object->name, host);
	return true;
}

static void add(struct reader *reader, struct gw_object object)
{
	gw_vec_push(reader->arena, &reader->objects->list, object);
}

/* The table that an index or a trigger is ON. */
static void read_table(const struct reader *reader, struct gw_object *object)
{
	struct gw_cursor cursor = reader->cursor;
	struct gw_name table;

	if (object->kind != GW_OBJECT_INDEX && object->kind != GW_OBJECT_TRIGGER)
		return;
	if (!gw_pattern_match("... ON [ONLY]", &cursor) || !gw_cursor_name(&cursor, &table))
		return;
	object->table = name_of(reader, table.last);
	if (object->schema == NULL)
		object->schema = name_of(reader, table.qualifier);
}

/* --- what follows the verb and the kind --- */

static void read_create(struct reader *reader, enum gw_object_kind kind)
{
	struct gw_object object = {.kind = kind};

	gw_pattern_match("[CONCURRENTLY] [IF NOT EXISTS] [AUTHORIZATION] [FOR]", &reader->cursor);
	/* CREATE INDEX ON t: the server chooses the name. */
	if (!(kind == GW_OBJECT_INDEX && gw_cursor_is(&reader->cursor, "ON")) &&
	    !read_object(reader, kind, &object))
		return;
	read_table(reader, &object);
	add(reader, object);
	/* CREATE USER a IDENTIFIED BY .., b */
	while (kind == GW_OBJECT_ROLE && gw_cursor_next_clause(&reader->cursor) &&
	       read_object(reader, kind, &object))
		add(reader, object);
}

/* [IF EXISTS] a, b (args), c [ON table] */
static void read_list(struct reader *reader, enum gw_object_kind kind)
{
	size_t first = reader->objects->list.n;
	struct gw_object object;

	gw_pattern_match("[CONCURRENTLY] [IF EXISTS]", &reader->cursor);
	do {
		gw_pattern_match("[ONLY]", &reader->cursor);
		if (!read_object(reader, kind, &object))
			break;
		add(reader, object);
		gw_pattern_match("[()]", &reader->cursor);
	} while (gw_pattern_match(",", &reader->cursor));
	for (size_t i = first; i < reader->objects->list.n; i++)
		read_table(reader, &reader->objects->list.items[i]);
}

/* The new name of object at the cursor; it stays in its schema unless another is named. */
static void add_renamed(struct reader *reader, const struct gw_object *object)
{
	struct gw_object renamed;

	if (!read_object(reader, object->kind, &renamed))
		return;
	if (renamed.schema == NULL)
		renamed.schema = object->schema;
	renamed.table = object->table;
	add(reader, renamed);
}

/* MySQL's ALTER TABLE a .., RENAME b: TO may be missing, but nothing follows. */
static bool match_bare_rename(struct gw_cursor *cursor)
{
	struct gw_cursor after;

	do {
		after = *cursor;
		if (!gw_pattern_match("RENAME [AS]", &after))
			continue;
		if (gw_cursor_is_operator(&after, "="))
			gw_cursor_next(&after);
		*cursor = after;
		return gw_pattern_match("@ $", &after) || gw_pattern_match("@ ,", &after);
	} while (gw_cursor_next_clause(cursor));
	return false;
}

static void read_alter(struct reader *reader, enum gw_object_kind kind)
{
	struct gw_cursor rest;
	struct gw_object object;

	gw_pattern_match("[IF EXISTS] [ONLY]", &reader->cursor);
	if (!read_object(reader, kind, &object))
		return;
	if (kind == GW_OBJECT_TRIGGER)
		read_table(reader, &object);
	add(reader, object);
	gw_pattern_match("[()]", &reader->cursor);
	rest = reader->cursor;
	if (gw_pattern_match("SET SCHEMA", &reader->cursor)) {
		object.schema = name_of(reader, reader->cursor.token);
		add(reader, object);
	} else if (gw_pattern_match("... RENAME TO", &reader->cursor)) {
		add_renamed(reader, &object);
	} else if (match_bare_rename(&rest)) {
		reader->cursor = rest;
		add_renamed(reader, &object);
	}
}

/* a TO b, c TO d */
static void read_renames(struct reader *reader, enum gw_object_kind kind)
{
	struct gw_object object;

	do {
		if (!read_object(reader, kind, &object))
			return;
		add(reader, object);
		if (!gw_pattern_match("... TO", &reader->cursor) ||
		    !read_object(reader, kind, &object))
			return;
		add(reader, object);
	} while (gw_pattern_match(",", &reader->cursor));
}

/* schema.table.column, as its table */
static void read_column(struct reader *reader, enum gw_object_kind kind)
{
	struct gw_name name;

	if (!gw_cursor_name(&reader->cursor, &name) || name.qualifier.kind == GW_TOKEN_END)
		return;
	add(reader, (struct gw_object){
			    .kind = kind,
			    .schema = name_of(reader, name.outer),
			    .name = name_of(reader, name.qualifier),
		    });
}

/* --- verbs --- */

struct verb {
	const char *pattern;
	void (*read)(struct reader *reader, enum gw_object_kind kind);
	bool names_kind; /* the words of a kind follow */
	enum gw_object_kind kind;
};

static const struct verb verbs[] = {
	{"CREATE", read_create, .names_kind = true},
	{"ALTER", read_alter, .names_kind = true},
	{"DROP", read_list, .names_kind = true},
	{"REINDEX [()]", read_list, .names_kind = true},
	{"COMMENT ON COLUMN", read_column, .kind = GW_OBJECT_TABLE},
	{"COMMENT ON CONSTRAINT @ ON [DOMAIN]", read_list, .kind = GW_OBJECT_TABLE},
	{"COMMENT ON", read_list, .names_kind = true},
	{"TRUNCATE [TABLE]", read_list, .kind = GW_OBJECT_TABLE},
	{"RENAME TABLE|TABLES [IF EXISTS]", read_renames, .kind = GW_OBJECT_TABLE},
	{"RENAME USER", read_renames, .kind = GW_OBJECT_ROLE},
	{"ANALYZE|CHECK|OPTIMIZE|REPAIR [NO_WRITE_TO_BINLOG|LOCAL] TABLE|TABLES", read_list,
	 .kind = GW_OBJECT_TABLE},
	{"REFRESH MATERIALIZED VIEW", read_list, .kind = GW_OBJECT_VIEW},
	{"GRANT ... TO [GROUP]", read_list, .kind = GW_OBJECT_ROLE},
	{"REVOKE ... FROM [GROUP]", read_list, .kind = GW_OBJECT_ROLE},
	{"SET PASSWORD FOR", read_list, .kind = GW_OBJECT_ROLE},
};

void gw_classify_objects(struct gw_arena *arena, const struct gw_dialect *dialect,
			 struct gw_lexer_modes modes, struct gw_view statement,
			 struct gw_objects *ret_objects)
{
	struct reader reader = {.arena = arena, .objects = ret_objects};

	*ret_objects = (struct gw_objects){0};
	gw_cursor_init(&reader.cursor, dialect, modes, statement);
	for (size_t i = 0; i < GW_COUNT(verbs); i++) {
		const struct gw_definition *definition = NULL;

		if (!gw_pattern_match(verbs[i].pattern, &reader.cursor))
			continue;
		if (verbs[i].names_kind)
			definition = gw_definition_at(&reader.cursor);
		if (definition != NULL)
			verbs[i].read(&reader, definition->kind);
		else if (!verbs[i].names_kind)
			verbs[i].read(&reader, verbs[i].kind);
		return;
	}
}
