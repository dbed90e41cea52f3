/*
 * The story of one table, from what all statements do to all tables. Pure.
 *
 * Names are told apart by when they were used. First forward: an index is of the table that it was made
 * on, and a name that was given up by a RENAME leads to the one that took its place. Then backward from
 * the last statement, with the names that the table goes by at that time:
 *
 *	                                    names, read from below
 *	CREATE TABLE people (..)            people, users
 *	ALTER TABLE people RENAME TO users  people, users
 *	ALTER TABLE users ADD name          users
 *
 * A name that was added by a RENAME ends with the CREATE that made it. The last name never ends: what was
 * called so before it was dropped and made anew, or before another table took its place, belongs to the
 * story. Columns go by names in the same way.
 */
#include "blame/blame_int.h"

struct table_name {
	const char *schema; /* NULL: as touches have it, none */
	bool any_schema;
	const char *name;
};

struct story {
	struct gw_arena *arena;
	struct gw_blame_records *records;
	const struct gw_dialect *dialect;
	struct table_name table; /* the last name */
	const char *column; /* likewise; NULL: all */
	GW_VEC(struct table_name) tables; /* at the time that is looked at */
	GW_VEC(const char *) columns;
};

static bool is_table(const struct story *story, const struct table_name *name, const char *schema,
		     const char *table)
{
	return table != NULL && gw_same_table(story->dialect, name->name, table) &&
	       (name->any_schema || gw_same_schema(story->dialect, name->schema, schema));
}

static bool touches_table(const struct story *story, const struct table_name *name,
			  const struct gw_touch *touch)
{
	return is_table(story, name, touch->schema, touch->table);
}

/* The name that a RENAME gives. */
static struct table_name renamed(const struct table_name *before, const struct gw_touch *touch)
{
	return (struct table_name){
		.schema = touch->new_schema != NULL ? touch->new_schema : touch->schema,
		.any_schema = before->any_schema && touch->new_schema == NULL,
		.name = touch->new_name != NULL ? touch->new_name : touch->table,
	};
}

/* --- whose index it is --- */

struct owned {
	const char *part, *name;
	const char *schema, *table;
};
typedef GW_VEC(struct owned) owned_vec;

static struct owned *find_owned(owned_vec *all, const struct gw_touch *touch)
{
	for (size_t i = all->n; touch->name != NULL && i-- > 0;) {
		if (gw_view_is(gw_view_of(all->items[i].part), touch->part) &&
		    gw_view_is(gw_view_of(all->items[i].name), touch->name))
			return &all->items[i];
	}
	return NULL;
}

static void rename_owner(const struct story *story, owned_vec *all, const struct gw_touch *touch)
{
	const struct table_name old = {touch->schema, false, touch->table};
	const struct table_name new = renamed(&old, touch);

	for (size_t i = 0; i < all->n; i++) {
		struct owned *owned = &all->items[i];

		if (!is_table(story, &old, owned->schema, owned->table))
			continue;
		owned->schema = new.schema;
		owned->table = new.name;
	}
}

static void follow_owned(struct story *story, owned_vec *all, struct gw_touch *touch)
{
	struct owned *owned;

	if (touch->kind == GW_TOUCH_RENAMED)
		rename_owner(story, all, touch);
	if (touch->kind == GW_TOUCH_RENAMED || touch->part == NULL || touch->name == NULL)
		return;
	if (touch->kind == GW_TOUCH_PART_CREATED || touch->kind == GW_TOUCH_PART_ADDED) {
		const struct owned made = {touch->part, touch->name, touch->schema, touch->table};

		gw_vec_push(story->arena, all, made);
		return;
	}
	owned = find_owned(all, touch);
	if (owned == NULL)
		return;
	if (touch->table == NULL) {
		touch->schema = owned->schema;
		touch->table = owned->table;
	}
	if (touch->kind == GW_TOUCH_PART_RENAMED)
		owned->name = touch->new_name;
}

/* DROP INDEX i does not say whose it is. */
static void find_owners(struct story *story)
{
	owned_vec all = {0};

	for (size_t i = 0; i < story->records->list.n; i++) {
		struct gw_touches *touches = &story->records->list.items[i].touches;

		for (size_t k = 0; k < touches->list.n; k++)
			follow_owned(story, &all, &touches->list.items[k]);
	}
}

/* --- what is meant --- */

typedef bool touch_fn(struct story *story, const struct gw_touch *touch, void *payload);

/* Calls visit for each touch in order, until it returns true; that is the answer, too. */
static bool visit_all(struct story *story, touch_fn *visit, void *payload)
{
	for (size_t i = 0; i < story->records->list.n; i++) {
		const struct gw_touches *touches = &story->records->list.items[i].touches;

		for (size_t k = 0; k < touches->list.n; k++) {
			if (visit(story, &touches->list.items[k], payload))
				return true;
		}
	}
	return false;
}

/* The touch is of the table that payload names, or gives its name to one. */
static bool knows_table(struct story *story, const struct gw_touch *touch, void *payload)
{
	const struct table_name *name = payload;
	const struct table_name new = renamed(name, touch);

	return touches_table(story, name, touch) ||
	       (touch->kind == GW_TOUCH_RENAMED && is_table(story, name, new.schema, new.name));
}

/* TABLE, TABLE.COLUMN; where only that is known, SCHEMA.TABLE; SCHEMA.TABLE.COLUMN. */
static void choose(struct story *story, const char *const parts[3], size_t n)
{
	struct table_name name = {.any_schema = true, .name = parts[0]};
	struct table_name qualified = {.schema = parts[0], .name = parts[1]};

	if (n == 3 || (n == 2 && !visit_all(story, knows_table, &name) &&
		       visit_all(story, knows_table, &qualified))) {
		story->table = qualified;
		story->column = n == 3 ? parts[2] : NULL;
	} else {
		story->table = name;
		story->column = n == 2 ? parts[1] : NULL;
	}
}

/* --- forward: names that were given up --- */

struct leaving {
	struct table_name start; /* what was asked for */
	struct table_name now;
	bool left; /* start was renamed, and nothing has taken its place */
};

static bool follow_table(struct story *story, const struct gw_touch *touch, void *payload)
{
	struct leaving *leaving = payload;
	const struct table_name *current = leaving->left ? &leaving->now : &leaving->start;

	if (touch->kind == GW_TOUCH_RENAMED && touches_table(story, current, touch)) {
		leaving->now = renamed(current, touch);
		leaving->left = true;
	}
	/* A new table of that name, or another one that gets it. */
	if (leaving->left && (touch->kind == GW_TOUCH_CREATED || touch->kind == GW_TOUCH_RENAMED)) {
		const struct table_name new = touch->kind == GW_TOUCH_RENAMED
						      ? renamed(&leaving->start, touch)
						      : (struct table_name){touch->schema, false,
									    touch->table};

		leaving->left = !is_table(story, &leaving->start, new.schema, new.name);
	}
	return false;
}

static bool has_column(const struct story *story, const struct gw_touch *touch, const char *column)
{
	for (size_t i = 0; i < touch->columns.n; i++) {
		if (gw_same_column(story->dialect, touch->columns.items[i], column))
			return true;
	}
	return false;
}

/* payload: the name of the column at this time, const char * */
static bool follow_column(struct story *story, const struct gw_touch *touch, void *payload)
{
	const char **column = payload;

	if (touch->kind == GW_TOUCH_COLUMN_RENAMED && touches_table(story, &story->table, touch) &&
	    touch->new_name != NULL && has_column(story, touch, *column))
		*column = touch->new_name;
	return false;
}

/* Only where the table went by its last name: what it was called before is not known yet. */
static bool follow_names(struct story *story)
{
	struct leaving leaving = {.start = story->table};
	bool followed;

	visit_all(story, follow_table, &leaving);
	if (leaving.left)
		story->table = leaving.now;
	followed = leaving.left;
	if (story->column != NULL) {
		const char *column = story->column;

		visit_all(story, follow_column, &column);
		followed = followed || !gw_same_column(story->dialect, column, story->column);
		story->column = column;
	}
	return followed;
}

/* --- backward --- */

static bool is_ours(const struct story *story, const char *schema, const char *table)
{
	for (size_t i = 0; i < story->tables.n; i++) {
		if (is_table(story, &story->tables.items[i], schema, table))
			return true;
	}
	return false;
}

static bool is_our_column(const struct story *story, const struct gw_touch *touch)
{
	for (size_t i = 0; i < story->columns.n; i++) {
		if (has_column(story, touch, story->columns.items[i]))
			return true;
	}
	return false;
}

static bool gives_our_column(const struct story *story, const struct gw_touch *touch)
{
	for (size_t i = 0; touch->new_name != NULL && i < story->columns.n; i++) {
		if (gw_same_column(story->dialect, story->columns.items[i], touch->new_name))
			return true;
	}
	return false;
}

/* The columns go by other names before this. */
static void go_behind_columns(struct story *story, const struct gw_touch *touch)
{
	if (touch->kind == GW_TOUCH_COLUMN_RENAMED && touch->columns.n != 0 &&
	    gives_our_column(story, touch) && !is_our_column(story, touch))
		gw_vec_push(story->arena, &story->columns, touch->columns.items[0]);
	if (touch->kind != GW_TOUCH_CREATED && touch->kind != GW_TOUCH_COLUMN_ADDED)
		return;
	for (size_t i = story->columns.n; i-- > 1;) {
		if (has_column(story, touch, story->columns.items[i]))
			story->columns.items[i] = story->columns.items[--story->columns.n];
	}
}

/* The table goes by other names before this. */
static void go_behind_tables(struct story *story, const struct gw_touch *touch)
{
	const struct table_name old = {touch->schema, touch->schema == NULL, touch->table};

	if (touch->kind == GW_TOUCH_RENAMED && !is_ours(story, touch->schema, touch->table))
		gw_vec_push(story->arena, &story->tables, old);
	if (touch->kind != GW_TOUCH_CREATED)
		return;
	for (size_t i = story->tables.n; i-- > 1;) {
		if (touches_table(story, &story->tables.items[i], touch))
			story->tables.items[i] = story->tables.items[--story->tables.n];
	}
}

static bool is_of_table(const struct story *story, const struct gw_touch *touch)
{
	const struct table_name old = {touch->schema, touch->schema == NULL, touch->table};
	const struct table_name new = renamed(&old, touch);

	return is_ours(story, touch->schema, touch->table) ||
	       (touch->kind == GW_TOUCH_RENAMED && is_ours(story, new.schema, new.name));
}

/* Whether the touch belongs to the story; its names are followed. */
static bool take_touch(struct story *story, const struct gw_touch *touch)
{
	bool taken;

	if (!is_of_table(story, touch))
		return false;
	taken = story->column == NULL || touch->all_columns || is_our_column(story, touch) ||
		(touch->kind == GW_TOUCH_COLUMN_RENAMED && gives_our_column(story, touch));
	go_behind_columns(story, touch);
	go_behind_tables(story, touch);
	return taken;
}

static bool mentions_name(const struct story *story, const struct gw_blame_record *record,
			  const char *name)
{
	return gw_mentions_name(story->arena, story->dialect, record->modes, record->text, name);
}

static bool mentions_column(const struct story *story, const struct gw_blame_record *record)
{
	for (size_t i = 0; i < story->columns.n; i++) {
		if (mentions_name(story, record, story->columns.items[i]))
			return true;
	}
	return story->column == NULL;
}

/* A name that the table has at this time, if the statement has it; NULL: it has none. */
static const char *find_mention(const struct story *story, const struct gw_blame_record *record)
{
	for (size_t i = 0; record->text.p != NULL && i < story->tables.n; i++) {
		if (mentions_name(story, record, story->tables.items[i].name) &&
		    mentions_column(story, record))
			return story->tables.items[i].name;
	}
	return NULL;
}

static void reverse(struct gw_touch *touches, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct gw_touch swapped = touches[i];

		touches[i] = touches[n - 1 - i];
		touches[n - 1 - i] = swapped;
	}
}

static void take_record(struct story *story, struct gw_blame_record *record, bool mentions)
{
	struct gw_blame_statement *statement = &record->statement;
	const char *mention = mentions || record->runs_code ? find_mention(story, record) : NULL;
	bool touched = false;

	for (size_t i = record->touches.list.n; i-- > 0;) {
		const struct gw_touch *touch = &record->touches.list.items[i];

		touched = is_of_table(story, touch) || touched;
		if (take_touch(story, touch))
			gw_vec_push(story->arena, &statement->touches, *touch);
	}
	if (!touched)
		statement->mentioned = mention;
	reverse(statement->touches.items, statement->touches.n);
}

/* --- the story --- */

bool gw_blame_goes_on(const struct gw_touch *before, const struct gw_touch *touch)
{
	if (before->kind != GW_TOUCH_INSERTED || touch->kind != GW_TOUCH_INSERTED ||
	    !gw_view_is(gw_view_of(before->table), touch->table) ||
	    !gw_view_eq(gw_view_of(before->schema), gw_view_of(touch->schema)) ||
	    before->columns.n != touch->columns.n)
		return false;
	for (size_t i = 0; i < touch->columns.n; i++) {
		if (!gw_view_is(gw_view_of(before->columns.items[i]), touch->columns.items[i]))
			return false;
	}
	return true;
}

static void add_statement(struct story *story, struct gw_blame *blame,
			  const struct gw_blame_statement *statement)
{
	struct gw_blame_statement *last = blame->statements.n != 0
						  ? &gw_vec_last(&blame->statements)
						  : NULL;

	if (last != NULL && last->migration == statement->migration && last->touches.n == 1 &&
	    statement->touches.n == 1 &&
	    gw_blame_goes_on(&last->touches.items[0], &statement->touches.items[0]))
		last->count += statement->count;
	else
		gw_vec_push(story->arena, &blame->statements, *statement);
}

static void tell(struct story *story, bool mentions, struct gw_blame *blame)
{
	struct gw_blame_records *records = story->records;

	gw_vec_push(story->arena, &story->tables, story->table);
	if (story->column != NULL)
		gw_vec_push(story->arena, &story->columns, story->column);
	for (size_t i = records->list.n; i-- > 0;)
		take_record(story, &records->list.items[i], mentions);
	for (size_t i = 0; i < records->list.n; i++) {
		const struct gw_blame_statement *statement = &records->list.items[i].statement;

		if (statement->touches.n != 0 || statement->mentioned != NULL)
			add_statement(story, blame, statement);
	}
}

/* --- all of it --- */

static bool fail_name(const char *text, struct gw_error **err)
{
	gw_fail(err, GW_E_USAGE, "'%s' is not the name of a table or column", text);
	gw_error_hint(*err, "Write TABLE, TABLE.COLUMN, SCHEMA.TABLE or SCHEMA.TABLE.COLUMN, "
			    "quoted as in SQL where a name needs it.");
	return false;
}

static bool fail_nothing(const char *what, const char *text, struct gw_error **err)
{
	gw_fail(err, GW_E_NO_TABLE, "no migration does anything to a %s '%s'", what, text);
	gw_error_hint(*err, "Names are as the database has them: upper and lower case may be two. "
			    "What code does when it runs is not seen; `godwit blame --mentions` "
			    "finds the statements that have the name.");
	return false;
}

/* Whether anything is of the column itself, and not of the table as a whole. */
static bool tells_of_column(const struct gw_blame *blame)
{
	for (size_t i = 0; i < blame->statements.n; i++) {
		const struct gw_blame_statement *statement = &blame->statements.items[i];

		if (statement->mentioned != NULL)
			return true;
		for (size_t k = 0; k < statement->touches.n; k++) {
			if (statement->touches.items[k].columns.n != 0)
				return true;
		}
	}
	return false;
}

bool gw_blame_tell(struct gw_arena *arena, struct gw_blame_records *records,
		   const struct gw_blame_request *request, struct gw_blame *blame,
		   struct gw_error **err)
{
	struct story story = {.arena = arena, .records = records, .dialect = records->dialect};
	const char *parts[3];
	size_t n;

	if (!gw_name_parse(arena, records->dialect, gw_view_of(request->text), parts, &n))
		return fail_name(request->text, err);
	find_owners(&story);
	choose(&story, parts, n);
	blame->renamed = follow_names(&story);
	tell(&story, request->mentions, blame);
	if (blame->statements.n == 0)
		return fail_nothing("table", request->text, err);
	if (story.column != NULL && !tells_of_column(blame))
		return fail_nothing("column", request->text, err);
	blame->schema = story.table.schema;
	blame->table = story.table.name;
	blame->column = story.column;
	return true;
}
