/*
 * Rebuilding a table: SQLite's own procedure for what ALTER TABLE cannot do.
 *
 *	CREATE TABLE new -> INSERT INTO new SELECT .. FROM old -> DROP TABLE old
 *	-> ALTER TABLE new RENAME TO old -> its indexes and triggers again
 *
 * Foreign keys are off meanwhile, and legacy_alter_table is on for the rename: else SQLite would look
 * through views and triggers, of which some name the table that is not there, and would lead references
 * of other tables to the new name. Rowids stay, and so does what AUTOINCREMENT has counted to.
 *
 * A table whose CHECK names the table itself (CHECK (t.a > 0)) can be made under its own name only, and not
 * be renamed: its rows wait in another table meanwhile.
 *
 *	CREATE TABLE other AS SELECT .. FROM old -> DROP TABLE old -> CREATE TABLE old
 *	-> INSERT INTO old SELECT .. FROM other -> DROP TABLE other
 */
#include "schema/sqlite/sqlite_int.h"
#include "sql/lexer.h"

/* The rowid, while rows wait. */
static const char waiting_rowid[] = "godwit_rowid";

static bool is_taken(const struct gw_schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->objects.n; i++) {
		const struct gw_schema_object *object = schema->objects.items[i];

		if (object->kind->space == gw_sqlite_table.space &&
		    gw_view_is_nocase(gw_view_of(object->name), name))
			return true;
	}
	return false;
}

const char *gw_sqlite_name_while_building(struct gw_schema_script *script,
					  const struct gw_schema_object *table)
{
	const struct gw_schema_changes *changes = script->changes;
	const char *name = gw_format(script->arena, "godwit_new_%s", table->name);

	while (is_taken(changes->old, name) || is_taken(changes->new, name))
		name = gw_format(script->arena, "%s_", name);
	return name;
}

static const struct gw_schema_object *column_of(const struct gw_schema_object *table,
						const char *name)
{
	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *child = table->children.items[i];

		if (child->kind == &gw_sqlite_column &&
		    gw_view_is_nocase(gw_view_of(child->name), name))
			return child;
	}
	return NULL;
}

static bool is_generated(const struct gw_schema_object *column)
{
	return gw_schema_value(column, COLUMN_GENERATED).p != NULL;
}

/* A name of the rowid that no column has taken; NULL: there is none. */
static const char *rowid_name(const struct gw_schema_object *table)
{
	static const char *const names[] = {"rowid", "_rowid_", "oid"};

	for (size_t i = 0; gw_sqlite_has_rowid(table) && i < GW_COUNT(names); i++) {
		if (column_of(table, names[i]) == NULL)
			return names[i];
	}
	return NULL;
}

/* The column that is the rowid: INTEGER PRIMARY KEY, alone. */
static const struct gw_schema_object *rowid_column(const struct gw_schema_object *table)
{
	const struct gw_schema_object *found = NULL;

	for (size_t i = 0; gw_sqlite_has_rowid(table) && i < table->children.n; i++) {
		const struct gw_schema_object *column = table->children.items[i];

		if (column->kind != &gw_sqlite_column ||
		    gw_schema_value(column, COLUMN_PRIMARY_KEY).p == NULL)
			continue;
		if (found != NULL ||
		    !gw_view_is_nocase(gw_schema_value(column, COLUMN_TYPE), "INTEGER"))
			return NULL;
		found = column;
	}
	return found;
}

/* The column of the old table that fills this one; NULL: its default does, or nothing. */
static const struct gw_schema_object *source_of(const struct gw_schema_object *column,
						const struct gw_schema_object *old)
{
	return is_generated(column) ? NULL : column_of(old, column->name);
}

/* Rowids go over by name unless a column that is copied is the new rowid. */
static bool copies_rowid(const struct gw_schema_object *old, const struct gw_schema_object *new)
{
	const struct gw_schema_object *key = rowid_column(new);

	if (key != NULL && source_of(key, old) != NULL)
		return false;
	return rowid_name(old) != NULL && rowid_name(new) != NULL;
}

/* NULLs in a column that takes none any more become its default. */
static void put_source(struct gw_schema_script *script, const struct gw_schema_object *column,
		       const struct gw_schema_object *source)
{
	struct gw_view value = gw_schema_value(column, COLUMN_DEFAULT);

	if (gw_schema_flag(source, COLUMN_NOT_NULL) || !gw_schema_flag(column, COLUMN_NOT_NULL) ||
	    value.p == NULL) {
		gw_schema_put_name(script, source->name);
		return;
	}
	gw_schema_puts(script, "coalesce(");
	gw_schema_put_name(script, source->name);
	gw_schema_puts(script, ", ");
	gw_schema_put(script, value);
	gw_schema_puts(script, ")");
}

/* The columns to fill, or what they are filled from. Returns how many. */
static size_t put_columns(struct gw_schema_script *script, const struct gw_schema_change *change,
			  const char *rowid, bool sources)
{
	size_t n = 0;

	if (copies_rowid(change->old, change->new)) {
		gw_schema_puts(script, rowid);
		n++;
	}
	for (size_t i = 0; i < change->new->children.n; i++) {
		const struct gw_schema_object *column = change->new->children.items[i];
		const struct gw_schema_object *source = column->kind == &gw_sqlite_column
								? source_of(column, change->old)
								: NULL;

		if (source == NULL)
			continue;
		if (n++ != 0)
			gw_schema_puts(script, ", ");
		if (sources)
			put_source(script, column, source);
		else
			gw_schema_put_name(script, column->name);
	}
	return n;
}

static void copy_rows(struct gw_schema_script *script, const struct gw_schema_change *change,
		      const char *to, const char *from, const char *from_rowid)
{
	const struct gw_schema_effect effect = {
		.hazards = GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT,
		.lock = GW_SCHEMA_LOCK_WRITES,
	};

	gw_schema_puts(script, "INSERT INTO ");
	gw_schema_put_name(script, to);
	gw_schema_puts(script, " (");
	/* Nothing that is in both, and no rowid: there is nothing to copy. */
	if (put_columns(script, change, rowid_name(change->new), false) == 0) {
		gw_str_clear(&script->text);
		return;
	}
	gw_schema_puts(script, ") SELECT ");
	put_columns(script, change, from_rowid, true);
	gw_schema_puts(script, " FROM ");
	gw_schema_put_name(script, from);
	gw_schema_end(script, &effect);
}

/* Before the rows: SQLite counts on from there. */
static void keep_sequence(struct gw_schema_script *script, const struct gw_schema_change *change,
			  const char *name)
{
	if (!gw_schema_flag(change->old, TABLE_AUTOINCREMENT) ||
	    !gw_schema_flag(change->new, TABLE_AUTOINCREMENT))
		return;
	gw_schema_puts(script, "INSERT INTO sqlite_sequence (name, seq) SELECT ");
	gw_schema_put_literal(script, gw_view_of(name));
	gw_schema_puts(script, ", seq FROM sqlite_sequence WHERE name = ");
	gw_schema_put_literal(script, gw_view_of(change->old->name));
	gw_schema_end(script, NULL);
}

static void drop_old(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_schema_effect effect = {.lock = GW_SCHEMA_LOCK_WRITES};

	for (size_t i = 0; i < change->old->children.n; i++) {
		const struct gw_schema_object *child = change->old->children.items[i];

		if (child->kind == &gw_sqlite_column && !is_generated(child) &&
		    column_of(change->new, child->name) == NULL) {
			effect.hazards |= GW_HAZARD_DATA_LOSS;
			effect.note = "columns that are not copied are lost";
		}
	}
	gw_schema_puts(script, "DROP TABLE ");
	gw_schema_put_object(script, change->old);
	gw_schema_end(script, &effect);
}

/* What went with the old table, and has no step of its own. */
static void restore_children(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *child = table->children.items[i];

		if ((child->kind->flags & (GW_KIND_PART | GW_KIND_DERIVED)) == 0 &&
		    gw_schema_change_of(script->changes, child->id) == NULL)
			child->kind->create(script, child);
	}
}

void gw_sqlite_put_in_place(struct gw_schema_script *script, const struct gw_schema_object *table,
			    const char *name)
{
	gw_schema_puts(script, "PRAGMA legacy_alter_table = ON");
	gw_schema_end(script, NULL);
	gw_schema_puts(script, "ALTER TABLE ");
	gw_schema_put_name(script, name);
	gw_schema_puts(script, " RENAME TO ");
	gw_schema_put_object(script, table);
	gw_schema_end(script, NULL);
	gw_schema_puts(script, "PRAGMA legacy_alter_table = OFF");
	gw_schema_end(script, NULL);
	restore_children(script, table);
}

/* table.column, where the table is this one. */
static bool qualifies(struct gw_view sql, const char *table)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_token last = {0};
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, &gw_dialect_sqlite, sql);
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		if (token.kind == GW_TOKEN_DOT &&
		    (last.kind == GW_TOKEN_WORD || last.kind == GW_TOKEN_NAME) &&
		    gw_view_is_nocase(gw_view_of(gw_token_name(&arena, lexer.dialect, sql, last)),
				      table))
			return true;
		last = token;
	}
	return false;
}

static bool names_itself(const struct gw_schema_object *table)
{
	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *child = table->children.items[i];

		if ((child->kind->flags & GW_KIND_PART) != 0 &&
		    qualifies(child->values[0], table->name))
			return true;
	}
	return false;
}

static void rename_sequence(struct gw_schema_script *script, const struct gw_schema_change *change,
			    const char *from, const char *to)
{
	if (!gw_schema_flag(change->old, TABLE_AUTOINCREMENT) ||
	    !gw_schema_flag(change->new, TABLE_AUTOINCREMENT))
		return;
	gw_schema_puts(script, "UPDATE sqlite_sequence SET name = ");
	gw_schema_put_literal(script, gw_view_of(to));
	gw_schema_puts(script, " WHERE name = ");
	gw_schema_put_literal(script, gw_view_of(from));
	gw_schema_end(script, NULL);
}

/* All columns of the old table, and its rowid. */
static void set_aside(struct gw_schema_script *script, const struct gw_schema_change *change,
		      const char *name)
{
	gw_schema_puts(script, "CREATE TABLE ");
	gw_schema_put_name(script, name);
	gw_schema_puts(script, " AS SELECT ");
	if (copies_rowid(change->old, change->new)) {
		gw_schema_puts(script, rowid_name(change->old));
		gw_schema_puts(script, " AS ");
		gw_schema_puts(script, waiting_rowid);
		gw_schema_puts(script, ", ");
	}
	gw_schema_puts(script, "* FROM ");
	gw_schema_put_object(script, change->old);
	gw_schema_end(script, NULL);
}

static void rebuild_in_place(struct gw_schema_script *script, const struct gw_schema_change *change,
			     const char *name)
{
	set_aside(script, change, name);
	rename_sequence(script, change, change->old->name, name);
	drop_old(script, change);
	change->new->kind->create(script, change->new);
	rename_sequence(script, change, name, change->new->name);
	copy_rows(script, change, change->new->name, name, waiting_rowid);
	gw_schema_puts(script, "DROP TABLE ");
	gw_schema_put_name(script, name);
	gw_schema_end(script, NULL);
	restore_children(script, change->new);
}

void gw_sqlite_rebuild(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	const char *name = gw_sqlite_name_while_building(script, change->new);

	if (names_itself(change->new)) {
		rebuild_in_place(script, change, name);
		return;
	}
	gw_sqlite_put_table(script, change->new, name);
	gw_schema_end(script, NULL);
	keep_sequence(script, change, name);
	copy_rows(script, change, name, change->old->name, rowid_name(change->old));
	drop_old(script, change);
	gw_sqlite_put_in_place(script, change->new, name);
}
