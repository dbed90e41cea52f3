/*
 * Alembic: a row for each head of the graph, and none for what comes before. The graph is in the Python
 * files, as literals:
 *
 *	revision = "2b4d6f8091a2"
 *	down_revision = "1f0a3c5d7e91"     None, or a tuple of several
 *	depends_on = None                  likewise
 *
 * Where the files are not at hand, the heads stand for all.
 */
#include "adopt/adopt_int.h"

enum { REVISION, DOWN_REVISION, DEPENDS_ON, WORD_COUNT };
static const char *const words[WORD_COUNT] = {"revision", "down_revision", "depends_on"};

struct revision {
	const char *id;
	const char *stem; /* of its file */
	struct gw_view before[WORD_COUNT]; /* what is assigned to a word, as it is written */
	bool placed;
};

struct graph {
	struct gw_arena *arena;
	struct gw_map by_id; /* -> struct revision * */
};

/* What is assigned on the line, with or without a type; false when it assigns to another word. */
static bool cut_assignment(struct gw_view line, const char *word, struct gw_view *ret_value)
{
	size_t equals = gw_view_find_char(line, '=');
	size_t colon = gw_view_find_char(line, ':');

	if (equals == GW_NOWHERE)
		return false;
	if (!gw_view_is(gw_view_trim(gw_view_slice(line, 0, GW_MIN(equals, colon))), word))
		return false;
	*ret_value = gw_view_from(line, equals + 1);
	return true;
}

/* The next text in quotes; false when there is none. */
static bool next_quoted(struct gw_view *rest, struct gw_view *ret_text)
{
	for (size_t i = 0; i < rest->n; i++) {
		struct gw_view after = gw_view_from(*rest, i + 1);
		size_t end;

		if (rest->p[i] != '"' && rest->p[i] != '\'')
			continue;
		end = gw_view_find_char(after, rest->p[i]);
		if (end == GW_NOWHERE)
			return false;
		*ret_text = gw_view_slice(after, 0, end);
		*rest = gw_view_from(after, end + 1);
		return true;
	}
	return false;
}

/* A tuple may go on over several lines, to its bracket. */
static struct gw_view to_bracket(struct gw_view line, struct gw_view rest)
{
	struct gw_view value = gw_view_trim(line);
	size_t end;

	if (!gw_view_starts(value, "(") && !gw_view_starts(value, "["))
		return value;
	end = gw_view_find_char((struct gw_view){value.p, (size_t)(rest.p + rest.n - value.p)},
				value.p[0] == '(' ? ')' : ']');
	return end == GW_NOWHERE ? value : (struct gw_view){value.p, end};
}

static void read_module(struct graph *graph, const char *path, struct gw_view text)
{
	struct revision *revision = gw_new(graph->arena, struct revision);
	struct gw_view line, value;

	if (gw_path_language(path, &value) != NULL)
		revision->stem = gw_view_dup(graph->arena, value);
	while (gw_view_next_line(&text, &line))
		for (size_t i = 0; i < WORD_COUNT; i++)
			if (cut_assignment(line, words[i], &value))
				revision->before[i] = to_bracket(value, text);
	if (!next_quoted(&revision->before[REVISION], &value))
		return;
	revision->id = gw_view_dup(graph->arena, value);
	gw_map_put(graph->arena, &graph->by_id, value, revision);
}

static bool read_graph(struct graph *graph, struct gw_source *source, struct gw_error **err)
{
	for (size_t i = 0; i < source->tree->nfiles; i++) {
		const char *path = source->tree->files[i].path;
		struct gw_text text;

		if (!gw_view_ends(gw_view_of(path), ".py"))
			continue;
		if (!gw_tree_read(source->tree, path, &text, err))
			return false;
		read_module(graph, path, gw_view_of(gw_view_dup(graph->arena, text.view)));
		gw_text_done(&text);
	}
	return true;
}

/* The revision that an id, or the beginning of one, names. */
static struct revision *find(const struct graph *graph, struct gw_view id)
{
	struct revision *revision = gw_map_get(&graph->by_id, id);

	for (size_t i = 0; revision == NULL && id.n != 0 && i < graph->by_id.n; i++) {
		struct revision *one = graph->by_id.items[i].value;

		if (gw_view_starts(gw_view_of(one->id), gw_view_dup(graph->arena, id)))
			revision = one;
	}
	return revision;
}

/* A revision, after all that it comes after. Each is placed once, so circles end. */
static void place(const struct graph *graph, struct gw_view id, bool is_head,
		  struct gw_adopt_rows *rows)
{
	struct revision *revision = find(graph, id);
	struct gw_adopt_row row = {.checksum = NULL};

	if (revision != NULL && revision->placed)
		return;
	if (revision != NULL)
		revision->placed = true;
	for (size_t i = DOWN_REVISION; revision != NULL && i < WORD_COUNT; i++) {
		struct gw_view rest = revision->before[i];
		struct gw_view before;

		while (next_quoted(&rest, &before))
			place(graph, before, false, rows);
	}
	row.id = revision != NULL ? revision->id : gw_view_dup(graph->arena, id);
	row.name = revision != NULL ? revision->stem : NULL;
	if (revision != NULL || is_head)
		gw_vec_push(graph->arena, &rows->list, row);
}

static bool add_ancestors(struct gw_arena *arena, struct gw_source *source,
			  struct gw_adopt_rows *rows, struct gw_error **err)
{
	struct graph graph = {.arena = arena};
	struct gw_adopt_rows all = {0};

	if (!read_graph(&graph, source, err))
		return false;
	for (size_t i = 0; i < rows->list.n; i++)
		place(&graph, gw_view_of(rows->list.items[i].id), true, &all);
	*rows = all;
	return true;
}

/* The file has the name of the migration, or that after its revision: "1f0a3c5d7e91_7_birds.py". */
static bool is_named_for(const char *stem, const char *id, const struct gw_migration *migration)
{
	struct gw_view name = gw_view_of(stem);

	if (gw_view_eq(name, gw_adopt_stem(migration)))
		return true;
	return name.p != NULL && gw_view_starts(name, id) &&
	       gw_view_starts(gw_view_from(name, gw_view_of(id).n), "_") &&
	       gw_view_eq(gw_view_from(name, gw_view_of(id).n + 1), gw_adopt_stem(migration));
}

static bool by_file_of_revision(const struct gw_adopt_row *row,
				const struct gw_migration *migration,
				const struct gw_format *format GW_UNUSED)
{
	return is_named_for(row->name, row->id, migration);
}

/* --- giving it back --------------------------------------------------------------------------- */

static bool read_facts(struct gw_arena *arena, struct gw_source *source, const void **ret_facts,
		       struct gw_error **err)
{
	struct graph *graph = gw_new(arena, struct graph);

	graph->arena = arena;
	*ret_facts = graph;
	return read_graph(graph, source, err);
}

static const struct revision *revision_of(const struct gw_eject_row *row)
{
	const struct graph *graph = row->facts;

	if (row->migration->path[0] == '\0')
		return find(graph, gw_view_of(row->migration->key));
	for (size_t i = 0; i < graph->by_id.n; i++) {
		const struct revision *revision = graph->by_id.items[i].value;

		if (is_named_for(revision->stem, revision->id, row->migration))
			return revision;
	}
	return NULL;
}

/* The revision that it comes right after; of several, the last. *ret_n: how many. */
static struct gw_view predecessor(const struct revision *revision, size_t *ret_n)
{
	struct gw_view rest = revision->before[DOWN_REVISION];
	struct gw_view id = {0};

	*ret_n = 0;
	while (next_quoted(&rest, &id))
		(*ret_n)++;
	return id;
}

/* The head once the change is made: NULL when nothing is left. */
static const char *head(const struct gw_eject_row *row)
{
	const struct revision *revision = revision_of(row);
	struct gw_view id;
	size_t n;

	if (!row->gone)
		return revision->id;
	id = predecessor(revision, &n);
	return n != 0 ? gw_view_dup(row->arena, id) : NULL;
}

/* A revision and all that comes before it. */
static size_t count_up_to(const struct graph *graph, const char *id)
{
	struct gw_adopt_rows all = {0};

	for (size_t i = 0; i < graph->by_id.n; i++)
		((struct revision *)graph->by_id.items[i].value)->placed = false;
	if (id != NULL)
		place(graph, gw_view_of(id), true, &all);
	return all.list.n;
}

/* The one row stands for all that comes before it, so that must be what is applied: no more, no less. */
static const char *fault(const struct gw_eject_row *row)
{
	const struct revision *revision = revision_of(row);
	size_t n;

	if (revision == NULL)
		return gw_eject_no_program(row) != NULL ? gw_eject_no_program(row)
							: "its file has no revision";
	(void)predecessor(revision, &n);
	if (row->gone && n > 1)
		return "its revision comes after several, and the row could name one of them";
	if (count_up_to(row->facts, head(row)) == row->applied)
		return NULL;
	return row->gone ? "its revision is not the last one"
			 : "its revision does not come after all that is applied, and after "
			   "nothing else";
}

static const char *const made[] = {
	"CREATE TABLE alembic_version (version_num varchar(32) NOT NULL, CONSTRAINT "
	"alembic_version_pkc PRIMARY KEY (version_num))",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"version_num", head, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.last_only = true,
	.in_graph = true,
	.read = read_facts,
	.fault = fault,
};

const struct gw_adopt_tool gw_adopt_alembic = {
	.name = "alembic",
	.table = "alembic_version",
	.columns = {[GW_ADOPT_ID] = "version_num"},
	.no_other_columns = true,
	.order = "version_num",
	.code = true,
	.interpret = gw_adopt_each,
	.complete = add_ancestors,
	.is_of = by_file_of_revision,
	.eject = &eject,
};
