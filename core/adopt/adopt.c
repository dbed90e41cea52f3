/*
 * Adopting: tools by name, their tables by shape, and rows matched with migrations.
 */
#include "adopt/adopt_int.h"
#include "base/ascii.h"

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

const struct gw_adopt_tool *gw_adopt_tool_with_table(struct gw_arena *arena,
						     const struct gw_adopt_tool *tool,
						     const char *table)
{
	struct gw_adopt_tool *configured = gw_new(arena, struct gw_adopt_tool);
	struct gw_view name = gw_view_of(table);
	size_t dot = gw_view_find_char(name, '.');

	*configured = *tool;
	configured->spelled = NULL;
	configured->table = dot == GW_NOWHERE ? table
					      : gw_view_dup(arena, gw_view_from(name, dot + 1));
	if (dot != GW_NOWHERE)
		configured->schema = gw_view_dup(arena, gw_view_slice(name, 0, dot));
	return configured;
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

char *gw_adopt_table_names(struct gw_arena *arena)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < GW_COUNT(tools); i++) {
		gw_str_printf(&str, "%s%s", i == 0 ? "" : ",", tools[i]->table);
		if (tools[i]->spelled != NULL)
			gw_str_printf(&str, ",%s", tools[i]->spelled);
	}
	return gw_str_take(&str, arena);
}

bool gw_adopt_has_rows_for(const struct gw_adopt_tool *tool, const struct gw_migration *migration)
{
	return !tool->code || migration->kind != GW_MIGRATION_REPEATABLE;
}

void gw_adopt_add_table(struct gw_str *str, const struct gw_engine *engine, const char *schema,
			const char *table)
{
	if (schema != NULL) {
		engine->quote_name(str, gw_view_of(schema));
		gw_str_putc(str, '.');
	}
	engine->quote_name(str, gw_view_of(table));
}

char *gw_adopt_query(struct gw_arena *arena, const struct gw_adopt_tool *tool,
		     const struct gw_engine *engine, const char *schema, const char *table)
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
	gw_str_puts(&str, ", ");
	engine->quote_name(&str, gw_view_of(tool->order));
	gw_str_puts(&str, " FROM ");
	gw_adopt_add_table(&str, engine, schema, table);
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

static void refuse_unfinished(struct gw_arena *arena, struct gw_adoption *adoption,
			      const struct gw_adopt_row *row)
{
	refuse(arena, adoption,
	       gw_format(arena, "%s is unfinished: in the table of %s %s", row_label(row),
			 adoption->tool->name, row->unfinished),
	       gw_format(
		       arena,
		       "Look what of it is in the database, and say so: all of it with "
		       "`--unfinished applied`, nothing with `--unfinished pending`. Or repair it "
		       "with %s first.",
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

static bool is_matched(const struct gw_adoption *adoption, const char *key)
{
	for (size_t i = 0; i < adoption->matches.n; i++)
		if (gw_adopt_is_same(adoption->matches.items[i].key, key))
			return true;
	return false;
}

static void add_match(struct gw_arena *arena, struct gw_adoption *adoption,
		      const struct gw_migration *migration, const struct gw_adopt_row *row,
		      bool implied)
{
	const struct gw_adopt_match match = {
		.migration = migration,
		.key = migration != NULL ? migration->key : row_label(row),
		.row = row,
		.implied = implied,
	};

	if (!is_matched(adoption, match.key))
		gw_vec_push(arena, &adoption->matches, match);
}

/* What is read of rows and files, all together. */
struct matching {
	struct gw_arena *arena;
	const struct gw_source *source;
	enum gw_adopt_choice choice;
	struct gw_adoption *adoption;
};

static const struct gw_migration *find_migration(const struct matching *matching,
						 const struct gw_adopt_row *row)
{
	const struct gw_source *source = matching->source;
	const struct gw_adopt_tool *tool = matching->adoption->tool;

	for (size_t i = 0; tool->is_of != NULL && i < source->n; i++)
		if (tool->is_of(row, source->migrations[i], source->format))
			return source->migrations[i];
	return NULL;
}

/* A step in a programming language, as the tool names it: by its number, or by its whole name. */
static bool is_of_code(const struct matching *matching, const struct gw_adopt_row *row,
		       struct gw_view stem)
{
	struct gw_view rest = stem;
	struct gw_migration code = {.index = SIZE_MAX, .path = ""};

	code.version = gw_view_dup(matching->arena, stem);
	if (matching->adoption->tool->is_of(row, &code, matching->source->format))
		return true;
	while (rest.n != 0 && !gw_is_digit(rest.p[0]))
		rest = gw_view_from(rest, 1);
	rest = gw_view_slice(rest, 0,
			     gw_version_number(gw_view_dup(matching->arena, rest), &stem).n);
	code.version = gw_view_dup(matching->arena, rest);
	return rest.n != 0 && matching->adoption->tool->is_of(row, &code, matching->source->format);
}

static bool has_code(const struct matching *matching, const struct gw_adopt_row *row)
{
	const struct gw_tree *tree = matching->source->tree;
	struct gw_view stem;

	for (size_t i = 0; tree != NULL && i < tree->nfiles; i++)
		if (gw_path_language(tree->files[i].path, &stem) != NULL &&
		    is_of_code(matching, row, stem))
			return true;
	return false;
}

/* All that come before a row in the order of versions; found is its own migration, or NULL. */
static void match_before(const struct matching *matching, const struct gw_adopt_row *row,
			 const struct gw_migration *found)
{
	const struct gw_source *source = matching->source;

	for (size_t i = 0; i < source->n; i++) {
		const struct gw_migration *one = source->migrations[i];

		if (one == found || one->version == NULL)
			continue;
		if (found != NULL ? i < found->index
				  : source->format->compare(one->version, row->id) < 0)
			add_match(matching->arena, matching->adoption, one, row, true);
	}
}

static void match_row(const struct matching *matching, const struct gw_adopt_row *row)
{
	struct gw_adoption *adoption = matching->adoption;
	const struct gw_migration *found;

	if (row->unfinished != NULL && matching->choice == GW_ADOPT_REFUSE) {
		refuse_unfinished(matching->arena, adoption, row);
		return;
	}
	found = find_migration(matching, row);
	if (found == NULL && !row->code && !adoption->tool->code && !has_code(matching, row)) {
		refuse_unknown(matching->arena, adoption, row);
		return;
	}
	if (row->up_to)
		match_before(matching, row, found);
	if (row->unfinished == NULL || matching->choice == GW_ADOPT_AS_APPLIED)
		add_match(matching->arena, adoption, found, row, false);
}

void gw_adopt_match(struct gw_arena *arena, const struct gw_adopt_rows *rows,
		    const struct gw_source *source, enum gw_adopt_choice choice,
		    struct gw_adoption *adoption)
{
	const struct matching matching = {arena, source, choice, adoption};

	for (size_t i = 0; i < rows->list.n; i++)
		match_row(&matching, &rows->list.items[i]);
}

bool gw_adopt_prove(struct gw_arena *arena, const struct gw_adoption *adoption,
		    struct gw_adopt_match *match, struct gw_view content, struct gw_view up)
{
	const struct gw_adopt_tool *tool = adoption->tool;
	const struct gw_adopt_evidence evidence = {
		.arena = arena,
		.row = match->row,
		.migration = match->migration,
		.content = content,
		.up = up,
	};
	enum gw_adopt_proof proof;

	if (match->implied || match->row->checksum == NULL || tool->proves == NULL)
		return true;
	proof = tool->proves(&evidence);
	match->proved = proof == GW_ADOPT_PROVED;
	return proof != GW_ADOPT_DISPROVED;
}

void gw_adopt_drop_repeatables(struct gw_adoption *adoption)
{
	size_t kept = 0;

	for (size_t i = 0; i < adoption->matches.n; i++) {
		const struct gw_adopt_match *one = &adoption->matches.items[i];

		if (!one->disproved || one->migration->kind != GW_MIGRATION_REPEATABLE)
			adoption->matches.items[kept++] = *one;
	}
	adoption->matches.n = kept;
}

void gw_adopt_refuse_edited(struct gw_arena *arena, struct gw_adoption *adoption,
			    const struct gw_adopt_match *match)
{
	const struct gw_adopt_tool *tool = adoption->tool;

	refuse(arena, adoption,
	       gw_format(arena, "%s is not what %s applied: its %s is another one",
			 match->migration->path, tool->name, tool->algorithm),
	       "Put the file back as it was applied: `git log -- FILE` shows what changed it. "
	       "Where a commit has it as it was, that one is taken.");
}
