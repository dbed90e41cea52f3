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

static void add_value(struct gw_str *str, const struct gw_eject_table *table,
		      const struct gw_conn *conn, const struct gw_eject_cell *cell,
		      const struct gw_eject_row *row)
{
	const char *value = cell->value(row);

	if (value != NULL && cell->form == GW_EJECT_WORDS && table->has_arrays)
		value = array_of(row->arena, gw_view_of(value));
	if (value == NULL) {
		gw_str_puts(str, "NULL");
	} else if (cell->form == GW_EJECT_BYTES) {
		gw_str_puts(str, table->before_bytes);
		gw_str_puts(str, value);
		gw_str_puts(str, table->after_bytes);
	} else {
		conn->engine->quote_text(conn, str, gw_view_of(value));
	}
}

/* Where a row goes. */
struct target {
	const struct gw_eject_table *layout;
	const struct gw_conn *conn;
	const char *schema;
	const char *table;
	const struct gw_eject_cell *cells;
};

static char *insert(const struct target *target, const struct gw_eject_row *row)
{
	const struct gw_engine *engine = target->conn->engine;
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "INSERT INTO ");
	gw_adopt_add_table(&str, engine, target->schema, target->table);
	gw_str_puts(&str, " (");
	for (size_t i = 0; target->cells[i].column != NULL; i++) {
		gw_str_puts(&str, i == 0 ? "" : ", ");
		engine->quote_name(&str, gw_view_of(target->cells[i].column));
	}
	gw_str_puts(&str, ") VALUES (");
	for (size_t i = 0; target->cells[i].column != NULL; i++) {
		gw_str_puts(&str, i == 0 ? "" : ", ");
		add_value(&str, target->layout, target->conn, &target->cells[i], row);
	}
	gw_str_putc(&str, ')');
	return gw_str_take(&str, row->arena);
}

char *gw_eject_insert(const struct gw_adopt_tool *tool, const struct gw_conn *conn,
		      const char *schema, const char *table, const struct gw_eject_row *row)
{
	const struct target target = {gw_eject_table(tool, conn->engine), conn, schema, table,
				      tool->eject->cells};

	return insert(&target, row);
}

char *gw_eject_insert_beside(const struct gw_adopt_tool *tool, const struct gw_conn *conn,
			     const char *schema, const struct gw_eject_side *side,
			     const struct gw_eject_row *row)
{
	const struct target target = {gw_eject_table(tool, conn->engine), conn, schema, side->table,
				      side->cells};

	return insert(&target, row);
}

char *gw_eject_clear(struct gw_arena *arena, const struct gw_conn *conn, const char *schema,
		     const char *table)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "DELETE FROM ");
	gw_adopt_add_table(&str, conn->engine, schema, table);
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

const char *gw_eject_program(const struct gw_eject_row *row)
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
	const char *path = gw_eject_program(row);
	size_t slash = gw_view_rfind_char(gw_view_of(path), '/');

	return path == NULL || slash == GW_NOWHERE ? path : path + slash + 1;
}

const char *gw_eject_no_program(const struct gw_eject_row *row)
{
	if (gw_eject_program(row) != NULL)
		return NULL;
	return "it runs programs, and none of that name is in the folder";
}

const char *gw_eject_at(const struct gw_eject_row *row)
{
	return gw_time_short(row->arena, row->at_us);
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
