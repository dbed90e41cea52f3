/*
 * How the objects of a statement look, as an expression that the server computes in the very INSERT
 * that says what is about to run. Only what the statement can change is looked at, and of that no more
 * than what is sure to be another afterwards: a look costs a tenth of a millisecond, one at columns up to
 * ten times as much, since the server makes a table on disk for it. probe.c spares most of these.
 *
 * information_schema is asked by equality on database and name, so that the number of tables does not
 * matter; but the numbers of InnoDB's tables are read from first to last, and only for statements
 * that nothing else could tell about.
 */
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "engine/mysql/binlog.h"
#include "mysql_sql.h"

enum { MARK_DIGITS = 16 };

struct sketch {
	const struct gw_my_conn *conn;
	const struct gw_effect *effect;
	bool thorough;
	bool blind; /* some object cannot be looked at */
	struct gw_str text;
};

/* What stands in no table is no subquery: that would take the server twice as long as its value. */
static void add_values(struct gw_str *str, const char *select)
{
	gw_str_add(str, gw_view_from(gw_view_of(select), strlen("SELECT ")));
}

/* "(SELECT ..)" with texts for its parameters; NULL is SQL NULL. */
static void add_look(struct sketch *sketch, const char *sql, const char *const *texts, size_t n)
{
	struct gw_value params[3];
	struct gw_request request = {.sql = gw_view_of(sql), .params = params, .nparams = n};

	for (size_t i = 0; i < n; i++)
		params[i] = gw_value_text(gw_view_of(texts[i]));
	gw_str_putc(&sketch->text, '(');
	gw_my_add_query(&sketch->text, &request);
	gw_str_putc(&sketch->text, ')');
}

#define LOOK(sketch, sql, ...)                                   \
	add_look((sketch), (sql), (const char *[]){__VA_ARGS__}, \
		 sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *))

/* The same, with '-' for "there is none". */
#define LOOK_FOR(sketch, sql, ...)                         \
	do {                                               \
		gw_str_puts(&(sketch)->text, "COALESCE("); \
		LOOK(sketch, sql, __VA_ARGS__);            \
		gw_str_puts(&(sketch)->text, ", '-')");    \
	} while (0)

static bool is_mysql(const struct sketch *sketch)
{
	return strcmp(sketch->conn->base.info.flavor, "MySQL") == 0;
}

static void add_table(struct sketch *sketch, const struct gw_object *object)
{
	static const struct {
		enum gw_trait trait;
		const char *sql;
	} looks[] = {
		{GW_TRAIT_COLUMNS, SQL_LOOK_COLUMNS},
		{GW_TRAIT_INDEXES, SQL_LOOK_INDEXES},
		{GW_TRAIT_CONSTRAINTS, SQL_LOOK_CONSTRAINTS},
		{GW_TRAIT_PARTITIONS, SQL_LOOK_PARTITIONS},
	};

	if (sketch->effect->kind == GW_EFFECT_WRITES) {
		LOOK_FOR(sketch, SQL_LOOK_ROWS, object->schema, object->name);
		return;
	}
	if (sketch->effect->shows && sketch->effect->traits == 0) {
		LOOK(sketch, SQL_LOOK_NAME, object->schema, object->name);
		return;
	}
	gw_str_puts(&sketch->text, "CONCAT_WS('.'");
	if (!sketch->effect->shows) {
		gw_str_puts(&sketch->text, ", ");
		LOOK_FOR(sketch, SQL_LOOK_TABLE, object->schema, object->name);
	}
	if (sketch->effect->traits & GW_TRAIT_COLUMN) {
		gw_str_puts(&sketch->text, ", ");
		LOOK(sketch, SQL_LOOK_COLUMN, sketch->effect->part, object->schema, object->name);
	}
	if (sketch->effect->traits & GW_TRAIT_INDEX) {
		gw_str_puts(&sketch->text, ", ");
		LOOK(sketch, is_mysql(sketch) ? SQL_LOOK_INDEX_MYSQL : SQL_LOOK_INDEX,
		     sketch->effect->part, object->schema, object->name);
	}
	for (size_t i = 0; i < GW_COUNT(looks); i++) {
		if ((sketch->effect->traits & looks[i].trait) == 0)
			continue;
		gw_str_puts(&sketch->text, ", ");
		LOOK(sketch, looks[i].sql, object->schema, object->name);
	}
	gw_str_putc(&sketch->text, ')');
}

/* user@host, or user alone; a host holds no @. */
static void add_account(struct sketch *sketch, struct gw_arena *scratch,
			const struct gw_object *object)
{
	struct gw_view name = gw_view_of(object->name);
	size_t at = gw_view_rfind_char(name, '@');
	const char *user = gw_view_dup(scratch, gw_view_slice(name, 0, at));
	const char *host = at != GW_NOWHERE ? object->name + at + 1 : NULL;

	gw_str_puts(&sketch->text, "CONCAT_WS('.', ");
	LOOK_FOR(sketch, is_mysql(sketch) ? SQL_LOOK_ACCOUNT_MYSQL : SQL_LOOK_ACCOUNT, user, host);
	if (sketch->effect->traits & GW_TRAIT_PRIVILEGES) {
		gw_str_puts(&sketch->text, ", ");
		LOOK(sketch, SQL_LOOK_PRIVILEGES, user, host);
	}
	gw_str_putc(&sketch->text, ')');
}

static void add_object(struct sketch *sketch, const struct gw_object *object)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	switch (object->kind) {
	case GW_OBJECT_TABLE:
	case GW_OBJECT_VIEW:
	case GW_OBJECT_SEQUENCE:
		add_table(sketch, object);
		break;
	case GW_OBJECT_TRIGGER:
		if (object->table != NULL)
			LOOK_FOR(sketch, SQL_LOOK_TRIGGER, object->schema, object->name,
				 object->table);
		else if (sketch->thorough)
			LOOK_FOR(sketch, SQL_LOOK_TRIGGER_ANYWHERE, object->schema, object->name);
		else
			sketch->blind = true;
		break;
	case GW_OBJECT_ROUTINE:
		LOOK_FOR(sketch, SQL_LOOK_ROUTINE, object->schema, object->name,
			 sketch->effect->routine);
		break;
	case GW_OBJECT_EVENT:
		LOOK_FOR(sketch, SQL_LOOK_EVENT, object->schema, object->name);
		break;
	case GW_OBJECT_SCHEMA:
	case GW_OBJECT_DATABASE:
		LOOK_FOR(sketch, SQL_LOOK_DATABASE, object->name, object->name);
		break;
	case GW_OBJECT_ROLE:
		add_account(sketch, &scratch, object);
		break;
	case GW_OBJECT_INDEX:
	case GW_OBJECT_TYPE:
	case GW_OBJECT_EXTENSION:
	case GW_OBJECT_OTHER:
		sketch->blind = true;
		break;
	}
}

/* MySQL before 8.0 has other names for all of this. */
static void add_place(struct sketch *sketch, const struct gw_object *object)
{
	if (!is_mysql(sketch))
		LOOK(sketch, SQL_LOOK_PLACE, object->schema, object->name);
	else if (sketch->conn->base.info.version_number >= 80000)
		LOOK(sketch, SQL_LOOK_PLACE_MYSQL, object->schema, object->name);
	else
		gw_str_puts(&sketch->text, "'-'");
}

static void add_places(struct sketch *sketch)
{
	const struct gw_objects *objects = &sketch->effect->objects;

	for (size_t i = 0; i < objects->list.n; i++) {
		gw_str_puts(&sketch->text, ", ");
		add_place(sketch, &objects->list.items[i]);
	}
	gw_str_puts(&sketch->text, ", ");
	add_values(&sketch->text, SQL_LOOK_SERVER);
}

static bool is_of_accounts(const struct gw_effect *effect)
{
	return effect->objects.list.n != 0 && effect->objects.list.items[0].kind == GW_OBJECT_ROLE;
}

/* What the look is made of, and by which server: values of different expressions do not compare. */
static struct gw_view mark_of(const struct sketch *sketch, struct gw_arena *arena)
{
	struct gw_digest version = gw_sha256_of(gw_view_of(sketch->conn->base.info.version));
	struct gw_digest digest = gw_sha256_chain(&version, gw_str_view(&sketch->text));

	return gw_view_slice(gw_view_of(gw_digest_hex(arena, &digest)), 0, MARK_DIGITS);
}

/* The first two words. */
static void add_head(const struct sketch *sketch, struct gw_arena *arena, struct gw_str *str)
{
	bool of_accounts = is_of_accounts(sketch->effect);

	gw_str_puts(str, "CONCAT_WS(' ', '");
	gw_str_add(str, mark_of(sketch, arena));
	gw_str_puts(str, of_accounts ? "', CONCAT_WS('.', " : "', ");
	add_values(str, SQL_LOOK_CONTEXT);
	if (!of_accounts)
		return;
	gw_str_puts(str, ", ");
	add_values(str, SQL_LOOK_VIEWER);
	gw_str_putc(str, ')');
}

static const char *finish(const struct sketch *sketch, struct gw_arena *arena)
{
	GW_STR_AUTO struct gw_str str = {0};

	add_head(sketch, arena, &str);
	gw_str_add(&str, gw_str_view(&sketch->text));
	/* Last, since it speaks for what was looked at before it. */
	gw_str_puts(&str, ", ");
	add_values(&str, SQL_LOOK_WHOLE);
	gw_str_putc(&str, ')');
	return gw_str_take(&str, arena);
}

static void add_objects(struct sketch *sketch)
{
	const struct gw_objects *objects = &sketch->effect->objects;

	for (size_t i = 0; i < objects->list.n; i++) {
		gw_str_puts(&sketch->text, ", ");
		add_object(sketch, &objects->list.items[i]);
	}
	if (sketch->effect->traits & GW_TRAIT_PLACE)
		add_places(sketch);
}

const char *gw_my_look(const struct gw_my_conn *conn, struct gw_arena *arena,
		       const struct gw_effect *effect, bool thorough)
{
	struct sketch sketch = {.conn = conn, .effect = effect, .thorough = thorough};
	const char *expression = NULL;

	add_objects(&sketch);
	if (effect->objects.list.n != 0 && !sketch.blind)
		expression = finish(&sketch, arena);
	gw_str_done(&sketch.text);
	return expression;
}

const char *gw_my_look_at_none(const struct gw_my_conn *conn, struct gw_arena *arena,
			       const struct gw_effect *effect)
{
	struct sketch sketch = {.conn = conn, .effect = effect};
	GW_STR_AUTO struct gw_str str = {0};

	add_objects(&sketch);
	add_head(&sketch, arena, &str);
	gw_str_puts(&str, effect->traits != 0 ? ", '0')" : ", '-')");
	gw_str_done(&sketch.text);
	return gw_str_take(&str, arena);
}

const char *gw_my_object_name(struct gw_arena *arena, const struct gw_object *object)
{
	const char *kind = gw_object_kind_name(object->kind);

	if (object->schema == NULL)
		return gw_format(arena, "%s %s", kind, object->name);
	return gw_format(arena, "%s %s.%s", kind, object->schema, object->name);
}

static const char *names_json(struct gw_arena *arena, const struct gw_objects *objects)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_json *names = gw_json_array();

	for (size_t i = 0; i < objects->list.n; i++)
		gw_json_push_text(names, gw_my_object_name(arena, &objects->list.items[i]));
	gw_json_write(names, false, &str);
	gw_json_free(names);
	return gw_str_take(&str, arena);
}

/* A statement that may run again needs no look. */
static bool wants_look(enum gw_effect_kind kind)
{
	return kind != GW_EFFECT_UNSEEN && kind != GW_EFFECT_REPEATABLE;
}

void gw_my_witness(const struct gw_conn *base, struct gw_arena *arena, struct gw_view statement,
		   struct gw_witness *ret_witness)
{
	const struct gw_my_conn *conn = (const struct gw_my_conn *)base;
	struct gw_effect effect;

	gw_effect_read(arena, gw_my_lexer(conn, statement).modes, statement, &effect);
	if (effect.kind == GW_EFFECT_WRITES)
		gw_my_stay_find(conn, arena, effect.statement, &effect.objects);
	*ret_witness = (struct gw_witness){0};
	if (effect.objects.list.n != 0)
		ret_witness->objects = names_json(arena, &effect.objects);
	if (wants_look(effect.kind))
		ret_witness->expression = gw_my_look(conn, arena, &effect, false);
	ret_witness->tells = effect.shows && ret_witness->expression != NULL;
	gw_my_log_sign(conn, arena, statement, &effect, ret_witness);
	gw_my_probe(conn, arena, &effect, ret_witness);
}
