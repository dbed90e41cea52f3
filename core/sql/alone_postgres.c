/*
 * What PostgreSQL's lone statements are about. The list follows that of classify_postgres.c, where
 * no_transaction says what has to run alone; other statements are alone where a file says so.
 */
#include "sql/alone.h"

#include <string.h>

#include "sql/classify_int.h"

struct reader {
	struct gw_arena *arena;
	struct gw_cursor cursor;
	struct gw_alone *alone;
};

static const char *name_of(const struct reader *reader, struct gw_token token)
{
	if (token.kind == GW_TOKEN_END)
		return NULL;
	return gw_token_name(reader->arena, reader->cursor.lexer.dialect, reader->cursor.text,
			     token);
}

/* The name at the cursor, if there is one; a third part is the database, which is ours. */
static void read_name(struct reader *reader, struct gw_alone_name *ret_name)
{
	struct gw_name name;

	if (!gw_cursor_name(&reader->cursor, &name))
		return;
	ret_name->schema = name_of(reader, name.qualifier);
	ret_name->name = name_of(reader, name.last);
}

static void read_object(struct reader *reader)
{
	read_name(reader, &reader->alone->object);
}

static void read_table(struct reader *reader)
{
	read_name(reader, &reader->alone->table);
}

/* [name] ON [ONLY] table */
static void read_index(struct reader *reader)
{
	if (!gw_cursor_is(&reader->cursor, "ON"))
		read_object(reader);
	if (gw_pattern_match("ON [ONLY]", &reader->cursor))
		read_table(reader);
}

/* table DETACH PARTITION name */
static void read_partition(struct reader *reader)
{
	read_table(reader);
	if (gw_pattern_match("DETACH PARTITION", &reader->cursor))
		read_object(reader);
}

/* A rule for statements that match pattern; read stands after what matches lead. */
struct rule {
	const char *pattern;
	enum gw_alone_kind kind;
	const char *lead; /* NULL: the pattern is */
	void (*read)(struct reader *reader);
	const char *what;
	bool unique;
};

#define RULE(pattern_, kind_) .pattern = (pattern_), .kind = (GW_ALONE_##kind_)

static const struct rule rules[] = {
	{RULE("CREATE UNIQUE INDEX CONCURRENTLY [IF NOT EXISTS]", BUILDS_INDEX), .read = read_index,
	 .what = "index", .unique = true},
	{RULE("CREATE INDEX CONCURRENTLY [IF NOT EXISTS]", BUILDS_INDEX), .read = read_index,
	 .what = "index"},
	{RULE("DROP INDEX CONCURRENTLY [IF EXISTS]", DROPS_INDEX), .read = read_object,
	 .what = "index"},
	{RULE("REINDEX [()] INDEX|TABLE [CONCURRENTLY]", REBUILDS_INDEXES), .read = read_table,
	 .what = "relation"},
	{RULE("REINDEX [()] SCHEMA [CONCURRENTLY]", REBUILDS_INDEXES), .read = read_object,
	 .what = "schema"},
	{RULE("REINDEX", REBUILDS_INDEXES), .what = "database"},

	{RULE("CREATE DATABASE", CREATES), .read = read_object, .what = "database"},
	{RULE("DROP DATABASE [IF EXISTS]", DROPS), .read = read_object, .what = "database"},
	{RULE("ALTER DATABASE @ SET TABLESPACE", REPEATABLE)},
	{RULE("CREATE TABLESPACE", CREATES), .read = read_object, .what = "tablespace"},
	{RULE("DROP TABLESPACE [IF EXISTS]", DROPS), .read = read_object, .what = "tablespace"},
	{RULE("CREATE SUBSCRIPTION", CREATES), .read = read_object, .what = "subscription"},
	{RULE("DROP SUBSCRIPTION [IF EXISTS]", DROPS), .read = read_object, .what = "subscription"},
	{RULE("ALTER SUBSCRIPTION @ ADD|DROP|SET PUBLICATION", CHANGES),
	 .lead = "ALTER SUBSCRIPTION", .read = read_object, .what = "subscription"},
	{RULE("ALTER SUBSCRIPTION @ REFRESH|SET", REPEATABLE)},

	{RULE("ALTER TABLE [IF EXISTS] [ONLY] @ DETACH PARTITION @ CONCURRENTLY", DETACHES),
	 .lead = "ALTER TABLE [IF EXISTS] [ONLY]", .read = read_partition, .what = "partition"},
	{RULE("COMMIT|ROLLBACK PREPARED", ENDS_PREPARED), .read = read_object,
	 .what = "prepared transaction"},

	{RULE("VACUUM", REPEATABLE)},
	{RULE("ANALYZE|ANALYSE", REPEATABLE)},
	{RULE("CLUSTER", REPEATABLE)},
	{RULE("CHECKPOINT", REPEATABLE)},
	{RULE("REFRESH MATERIALIZED VIEW", REPEATABLE)},
	{RULE("ALTER SYSTEM", REPEATABLE)},
	{RULE("SET|RESET|DISCARD|SHOW", REPEATABLE)},

	/* these may commit on their way */
	{RULE("CALL", UNSEEN), .what = "a CALL"},
	{RULE("DO", UNSEEN), .what = "a DO block"},
};

static void begin(struct reader *reader, struct gw_arena *arena, struct gw_view statement)
{
	*reader = (struct reader){.arena = arena};
	gw_cursor_init(&reader->cursor, &gw_dialect_postgres,
		       gw_lexer_default_modes(&gw_dialect_postgres), statement);
}

static void follow(struct reader *reader, const struct rule *rule, struct gw_cursor after)
{
	if (rule->read == NULL)
		return;
	if (rule->lead == NULL)
		reader->cursor = after;
	else
		(void)gw_pattern_match(rule->lead, &reader->cursor);
	rule->read(reader);
}

void gw_alone_read(struct gw_arena *arena, struct gw_view statement, struct gw_alone *ret_alone)
{
	struct reader reader;

	begin(&reader, arena, statement);
	reader.alone = ret_alone;
	*ret_alone = (struct gw_alone){.kind = GW_ALONE_UNSEEN};
	for (size_t i = 0; i < GW_COUNT(rules); i++) {
		struct gw_cursor after = reader.cursor;

		if (!gw_pattern_match(rules[i].pattern, &after))
			continue;
		ret_alone->kind = rules[i].kind;
		ret_alone->what = rules[i].what;
		ret_alone->unique = rules[i].unique;
		follow(&reader, &rules[i], after);
		return;
	}
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_among(const struct gw_alone_name *names, size_t n, const struct gw_alone_name *name)
{
	for (size_t i = 0; i < n; i++) {
		if (is_same(names[i].schema, name->schema) && is_same(names[i].name, name->name))
			return true;
	}
	return false;
}

size_t gw_alone_names(struct gw_arena *arena, struct gw_view statement,
		      struct gw_alone_name *ret_names, size_t max)
{
	struct reader reader;
	size_t n = 0;

	begin(&reader, arena, statement);
	while (n < max && reader.cursor.token.kind != GW_TOKEN_END) {
		struct gw_alone_name name = {0};

		/* A literal is no name here. */
		if (reader.cursor.token.kind == GW_TOKEN_WORD ||
		    reader.cursor.token.kind == GW_TOKEN_NAME)
			read_name(&reader, &name);
		else
			gw_cursor_next(&reader.cursor);
		if (name.name != NULL && !is_among(ret_names, n, &name))
			ret_names[n++] = name;
	}
	return n;
}
