/*
 * Statements that write another tool's table.
 */
#include "adopt/eject.h"

#include "adopt/adopt_int.h"

const struct gw_eject_table *gw_eject_table(const struct gw_adopt_tool *tool,
					    const struct gw_engine *engine)
{
	if (tool->eject == NULL)
		return NULL;
	for (const struct gw_eject_table *table = tool->eject->tables; table->statements != NULL;
	     table++)
		if (table->engine == NULL || gw_view_is(gw_view_of(engine->name), table->engine))
			return table;
	return NULL;
}

/* "{\"a\",\"b\"}" */
static const char *array_of(struct gw_arena *arena, struct gw_view words)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_view word;

	while (gw_view_next_word(&words, &word)) {
		gw_str_puts(&str, str.n == 0 ? "{\"" : ",\"");
		for (size_t i = 0; i < word.n; i++) {
			if (word.p[i] == '"' || word.p[i] == '\\')
				gw_str_putc(&str, '\\');
			gw_str_putc(&str, word.p[i]);
		}
		gw_str_putc(&str, '"');
	}
	gw_str_puts(&str, str.n == 0 ? "{}" : "}");
	return gw_str_take(&str, arena);
}

static void add_around(struct gw_str *str, const char *before, const char *value, const char *after)
{
	gw_str_puts(str, before);
	gw_str_puts(str, value);
	gw_str_puts(str, after);
}

/* Ours may be ahead of the server's, or behind: rows would come before those that the tool made. */
static bool has_clock(const struct gw_eject_table *layout, const struct gw_eject_cell *cell,
		      const struct gw_eject_row *row)
{
	return row->is_now && gw_adopt_is_same(layout->clocked, cell->column);
}

static void add_value(struct gw_str *str, const struct gw_eject_place *place,
		      const struct gw_eject_cell *cell, const struct gw_eject_row *row)
{
	const struct gw_engine *engine = place->conn->engine;
	const struct gw_eject_table *layout = gw_eject_table(place->tool, engine);
	const struct gw_words *words = &engine->words;
	const char *value = cell->value(row);

	if (value == NULL || has_clock(layout, cell, row)) {
		gw_str_puts(str, value == NULL ? "NULL" : layout->clock);
		return;
	}
	switch (cell->form) {
	case GW_EJECT_BYTES:
		add_around(str, layout->before_bytes, value, layout->after_bytes);
		return;
	case GW_EJECT_NOW:
		add_around(str, words->before_instant, value, words->after_instant);
		return;
	case GW_EJECT_UTC:
		add_around(str, words->before_utc, value, words->after_utc);
		return;
	case GW_EJECT_WORDS:
		if (layout->has_arrays)
			value = array_of(row->arena, gw_view_of(value));
		break;
	case GW_EJECT_TEXT:
		break;
	}
	engine->quote_text(place->conn, str, gw_view_of(value));
}

static void add_column(struct gw_str *str, const struct gw_eject_place *place, const char *column)
{
	place->conn->engine->quote_name(str, gw_view_of(column));
}

static char *insert(const struct gw_eject_place *place, const char *table,
		    const struct gw_eject_cell *cells, const struct gw_eject_row *row)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "INSERT INTO ");
	gw_adopt_add_table(&str, place->conn->engine, place->schema, table);
	gw_str_puts(&str, " (");
	for (size_t i = 0; cells[i].column != NULL; i++) {
		gw_str_puts(&str, i == 0 ? "" : ", ");
		add_column(&str, place, cells[i].column);
	}
	gw_str_puts(&str, ") VALUES (");
	for (size_t i = 0; cells[i].column != NULL; i++) {
		gw_str_puts(&str, i == 0 ? "" : ", ");
		add_value(&str, place, &cells[i], row);
	}
	gw_str_putc(&str, ')');
	return gw_str_take(&str, row->arena);
}

/* The cell of that column; NULL: there is none. */
static const struct gw_eject_cell *cell_of(const struct gw_adopt_tool *tool, const char *column)
{
	const struct gw_eject_cell *cells = tool->eject->cells;

	for (size_t i = 0; column != NULL && cells[i].column != NULL; i++)
		if (gw_adopt_is_same(cells[i].column, column))
			return &cells[i];
	return NULL;
}

/* " WHERE a = 'x' AND b = 'y'"; without any value, no row is meant. */
static void add_where(struct gw_str *str, const struct gw_eject_place *place,
		      const struct gw_eject_cell *key, const struct gw_eject_row *row)
{
	const char *word = " WHERE ";

	for (size_t i = 0; key[i].column != NULL; i++) {
		if (key[i].value(row) == NULL)
			continue;
		gw_str_puts(str, word);
		add_column(str, place, key[i].column);
		gw_str_puts(str, " = ");
		add_value(str, place, &key[i], row);
		word = " AND ";
	}
	if (gw_view_is(gw_view_of(word), " WHERE "))
		gw_str_puts(str, " WHERE 1 = 0");
}

static void add_where_own(struct gw_str *str, const struct gw_eject_place *place,
			  const struct gw_eject_row *row)
{
	const struct gw_adopt_tool *tool = place->tool;
	const struct gw_eject_cell *id = cell_of(tool, tool->columns[GW_ADOPT_ID]);
	struct gw_eject_cell by_id[2] = {0};

	if (id != NULL)
		by_id[0] = *id;
	add_where(str, place, tool->eject->key != NULL ? tool->eject->key : by_id, row);
}

static void add_delete(struct gw_str *str, const struct gw_eject_place *place, const char *table)
{
	gw_str_puts(str, "DELETE FROM ");
	gw_adopt_add_table(str, place->conn->engine, place->schema, table);
}

char *gw_eject_insert(const struct gw_eject_place *place, const struct gw_eject_row *row)
{
	return insert(place, place->table, place->tool->eject->cells, row);
}

char *gw_eject_insert_beside(const struct gw_eject_place *place, const struct gw_eject_side *side,
			     const struct gw_eject_row *row)
{
	return insert(place, side->table, side->cells, row);
}

char *gw_eject_remove(const struct gw_eject_place *place, const struct gw_eject_row *row)
{
	GW_STR_AUTO struct gw_str str = {0};

	add_delete(&str, place, place->table);
	add_where_own(&str, place, row);
	return gw_str_take(&str, row->arena);
}

char *gw_eject_remove_beside(const struct gw_eject_place *place, const struct gw_eject_side *side,
			     const struct gw_eject_row *row)
{
	GW_STR_AUTO struct gw_str str = {0};

	add_delete(&str, place, side->table);
	add_where(&str, place, side->key, row);
	return gw_str_take(&str, row->arena);
}

char *gw_eject_change(const struct gw_eject_place *place, const char *column,
		      const struct gw_eject_row *row)
{
	const struct gw_eject_cell *cell = cell_of(place->tool, column);
	GW_STR_AUTO struct gw_str str = {0};

	if (cell == NULL)
		return NULL;
	gw_str_puts(&str, "UPDATE ");
	gw_adopt_add_table(&str, place->conn->engine, place->schema, place->table);
	gw_str_puts(&str, " SET ");
	add_column(&str, place, column);
	gw_str_puts(&str, " = ");
	add_value(&str, place, cell, row);
	add_where_own(&str, place, row);
	return gw_str_take(&str, row->arena);
}

char *gw_eject_clear(const struct gw_eject_place *place, struct gw_arena *arena)
{
	GW_STR_AUTO struct gw_str str = {0};

	add_delete(&str, place, place->table);
	return gw_str_take(&str, arena);
}

/* --- cells that tools share --- */

const char *gw_eject_version(const struct gw_eject_row *row)
{
	return row->migration->version;
}

const char *gw_eject_name(const struct gw_eject_row *row)
{
	return row->migration->name;
}

const char *gw_eject_description(const struct gw_eject_row *row)
{
	char *text = gw_strdup(row->arena, row->migration->name);

	for (char *c = text; *c != '\0'; c++)
		if (*c == '_')
			*c = ' ';
	return text;
}

const char *gw_eject_file(const struct gw_eject_row *row)
{
	return gw_view_dup(row->arena, gw_adopt_file_name(row->migration));
}

/* The program of the migration's name, without its suffix, in the tree; NULL: there is none. */
static const char *program_of(const struct gw_eject_row *row)
{
	const struct gw_view wanted = gw_adopt_stem(row->migration);
	struct gw_view stem;

	for (size_t i = 0; i < row->tree->nfiles; i++) {
		const char *path = row->tree->files[i].path;

		if (gw_path_language(path, &stem) != NULL && gw_view_eq(stem, wanted))
			return path;
	}
	return NULL;
}

const char *gw_eject_program_file(const struct gw_eject_row *row)
{
	const char *path = program_of(row);
	size_t slash = gw_view_rfind_char(gw_view_of(path), '/');

	return path == NULL || slash == GW_NOWHERE ? path : path + slash + 1;
}

const char *gw_eject_no_program(const struct gw_eject_row *row)
{
	if (program_of(row) != NULL)
		return NULL;
	return "it runs programs, and none of that name is in the folder";
}

const char *gw_eject_at(const struct gw_eject_row *row)
{
	return gw_format(row->arena, "%s.%03d", gw_time_short(row->arena, row->at_us),
			 (int)(row->at_us / 1000 % 1000));
}

const char *gw_eject_at_iso(const struct gw_eject_row *row)
{
	return gw_time_format(row->arena, row->at_us);
}

const char *gw_eject_number(const struct gw_eject_row *row)
{
	return gw_format(row->arena, "%lld", (long long)row->number);
}

const char *gw_eject_user(const struct gw_eject_row *row)
{
	return row->user != NULL ? row->user : "";
}

const char *gw_eject_yes(const struct gw_eject_row *row GW_UNUSED)
{
	return "1";
}

const char *gw_eject_no(const struct gw_eject_row *row GW_UNUSED)
{
	return "0";
}

const char *gw_eject_sha256(const struct gw_eject_row *row)
{
	struct gw_digest digest = gw_sha256_of(row->content);

	return gw_digest_hex(row->arena, &digest);
}
