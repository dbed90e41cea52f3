/*
 * Adopting: tools by name, their tables by shape, and rows matched with migrations.
 */
#include "adopt/adopt_int.h"

static const struct gw_adopt_tool *const tools[] = {
#define GW_ADOPT_TOOL(id) &gw_adopt_##id,
#include "adopt/tools.def"
#undef GW_ADOPT_TOOL
};

const struct gw_adopt_tool *gw_adopt_tool_at(size_t index)
{
	return index < GW_COUNT(tools) ? tools[index] : NULL;
}

const struct gw_adopt_tool *gw_adopt_tool_find(struct gw_view name)
{
	for (size_t i = 0; i < GW_COUNT(tools); i++)
		if (gw_view_is(name, tools[i]->name))
			return tools[i];
	return NULL;
}

static bool is_among(const char *name, const char *const *columns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (gw_view_is_nocase(gw_view_of(name), columns[i]))
			return true;
	return false;
}

bool gw_adopt_fits(const struct gw_adopt_tool *tool, const char *const *columns, size_t n)
{
	size_t needed = 0;

	for (size_t i = 0; i < GW_ADOPT_COLUMN_COUNT; i++) {
		if (tool->columns[i] == NULL)
			continue;
		if (!is_among(tool->columns[i], columns, n))
			return false;
		needed++;
	}
	return is_among(tool->order, columns, n) && (!tool->no_other_columns || n == needed);
}

char *gw_adopt_query(struct gw_arena *arena, const struct gw_adopt_tool *tool,
		     const struct gw_engine *engine, const char *schema)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "SELECT ");
	for (size_t i = 0; i < GW_ADOPT_COLUMN_COUNT; i++) {
		gw_str_puts(&str, i == 0 ? "" : ", ");
		if (tool->columns[i] != NULL)
			engine->quote_name(&str, gw_view_of(tool->columns[i]));
		else
			gw_str_puts(&str, "NULL");
	}
	gw_str_puts(&str, " FROM ");
	if (schema != NULL) {
		engine->quote_name(&str, gw_view_of(schema));
		gw_str_putc(&str, '.');
	}
	engine->quote_name(&str, gw_view_of(tool->table));
	gw_str_puts(&str, " ORDER BY ");
	engine->quote_name(&str, gw_view_of(tool->order));
	return gw_str_take(&str, arena);
}

static const char *row_label(const struct gw_adopt_row *row)
{
	return row->id != NULL ? row->id : row->name;
}

static void refuse(struct gw_arena *arena, struct gw_adoption *adoption, const char *message,
		   const char *hint)
{
	const struct gw_adopt_refusal refusal = {.message = message, .hint = hint};

	gw_vec_push(arena, &adoption->refusals, refusal);
}

static void refuse_dirty(struct gw_arena *arena, struct gw_adoption *adoption,
			 const struct gw_adopt_row *row)
{
	refuse(arena, adoption,
	       gw_format(arena, "%s is unfinished: %s began it and does not say how it ended",
			 row_label(row), adoption->tool->name),
	       gw_format(arena,
			 "Repair it with %s, so that its table says what is there, and run `godwit "
			 "adopt` again.",
			 adoption->tool->name));
}

static void refuse_unknown(struct gw_arena *arena, struct gw_adoption *adoption,
			   const struct gw_adopt_row *row)
{
	refuse(arena, adoption,
	       gw_format(arena, "%s is applied, and no migration is of that name", row_label(row)),
	       gw_format(arena,
			 "Name the folder that %s used with `--dir`, and its format with `--format "
			 "%s`.",
			 adoption->tool->name, adoption->tool->format));
}

static bool is_matched(const struct gw_adoption *adoption, const struct gw_migration *migration)
{
	for (size_t i = 0; i < adoption->matches.n; i++)
		if (adoption->matches.items[i].migration == migration)
			return true;
	return false;
}

static void add_match(struct gw_arena *arena, struct gw_adoption *adoption,
		      const struct gw_migration *migration, const struct gw_adopt_row *row,
		      bool implied)
{
	const struct gw_adopt_match match = {
		.migration = migration, .row = row, .implied = implied};

	if (!is_matched(adoption, migration))
		gw_vec_push(arena, &adoption->matches, match);
}

/* The source is in the tool's order. */
static void match_row(struct gw_arena *arena, const struct gw_adopt_row *row,
		      const struct gw_source *source, struct gw_adoption *adoption)
{
	size_t i = 0;

	while (i < source->n && !adoption->tool->is_of(row, source->migrations[i], source->format))
		i++;
	if (i == source->n) {
		refuse_unknown(arena, adoption, row);
		return;
	}
	for (size_t j = 0; row->state == GW_ADOPT_UP_TO && j < i; j++)
		add_match(arena, adoption, source->migrations[j], row, true);
	add_match(arena, adoption, source->migrations[i], row, false);
}

void gw_adopt_match(struct gw_arena *arena, const struct gw_adopt_rows *rows,
		    const struct gw_source *source, struct gw_adoption *adoption)
{
	for (size_t i = 0; i < rows->list.n; i++) {
		const struct gw_adopt_row *row = &rows->list.items[i];

		if (row->state == GW_ADOPT_DIRTY)
			refuse_dirty(arena, adoption, row);
		else
			match_row(arena, row, source, adoption);
	}
}

void gw_adopt_prove(struct gw_arena *arena, struct gw_adoption *adoption,
		    struct gw_adopt_match *match, struct gw_view content)
{
	const struct gw_adopt_tool *tool = adoption->tool;

	if (match->implied || match->row->checksum == NULL || tool->proves == NULL)
		return;
	match->proved = tool->proves(arena, match->row, content);
	if (match->proved)
		return;
	refuse(arena, adoption,
	       gw_format(arena, "%s is not what %s applied: its %s is another one",
			 match->migration->path, tool->name, tool->algorithm),
	       "Put the file back as it was applied: `git log -- FILE` shows what changed it.");
}
