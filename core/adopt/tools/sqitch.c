/*
 * Sqitch: a row for each change that is deployed, with the SHA-1 of its script and an id that covers its
 * line of the plan and all lines before. On SQLite the tables are in a file of their own.
 */
#include "adopt/tools/sqitch.h"

static const struct gw_sqitch_change *find_change(const struct gw_sqitch_plan *plan, const char *id)
{
	for (size_t i = 0; i < plan->changes.n; i++)
		if (gw_adopt_is_same(plan->changes.items[i].id, id))
			return &plan->changes.items[i];
	return NULL;
}

/* Until the plan is read, `listed` is the project: one registry serves many. */
static void changes(struct gw_arena *arena, const struct gw_rows *rows,
		    struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);

		row.listed = gw_view_dup(arena, gw_cell(rows, i, GW_ADOPT_KIND));
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

static void forget_others(const struct gw_sqitch_plan *plan, struct gw_adopt_rows *rows)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->list.n; i++)
		if (plan->project == NULL ||
		    gw_adopt_is_same(rows->list.items[i].listed, plan->project))
			rows->list.items[kept++] = rows->list.items[i];
	rows->list.n = kept;
}

/* The migration that an id is of. One that the plan has not is looked for by its name, to be disproved. */
static void identify(const struct gw_sqitch_plan *plan, struct gw_adopt_rows *rows)
{
	for (size_t i = 0; i < rows->list.n; i++) {
		struct gw_adopt_row *row = &rows->list.items[i];
		const struct gw_sqitch_change *change = find_change(plan, row->id);

		row->listed = change != NULL ? change->id : NULL;
		row->id = change != NULL ? change->version : row->name;
	}
}

bool gw_adopt_sqitch_plan(struct gw_arena *arena, struct gw_source *source,
			  struct gw_sqitch_plan *plan, struct gw_error **err)
{
	struct gw_view fault;
	struct gw_text text;
	bool is_plan;

	if (gw_tree_find(source->tree, GW_SQITCH_PLAN) == NULL)
		return true;
	if (!gw_tree_read(source->tree, GW_SQITCH_PLAN, &text, err))
		return false;
	is_plan = gw_sqitch_plan(arena, source->tree, text.view, plan, &fault);
	gw_text_done(&text);
	if (is_plan)
		return true;
	gw_fail(err, GW_E_SOURCE, "%s is no plan", GW_SQITCH_PLAN);
	gw_error_hint(*err, "`godwit plan --format sqitch` shows what is wrong with it.");
	return false;
}

static bool complete(struct gw_arena *arena, struct gw_source *source, struct gw_adopt_rows *rows,
		     struct gw_error **err)
{
	struct gw_sqitch_plan plan = {0};

	if (!gw_adopt_sqitch_plan(arena, source, &plan, err))
		return false;
	forget_others(&plan, rows);
	identify(&plan, rows);
	return true;
}

static enum gw_adopt_proof proves(const struct gw_adopt_evidence *evidence)
{
	return evidence->row->listed == NULL ? GW_ADOPT_DISPROVED
					     : gw_adopt_compare(evidence, gw_sha1_hex);
}

static const char *lock_name(struct gw_arena *arena, const struct gw_adopt_place *place)
{
	return gw_format(arena, "sqitch working on %s", place->database);
}

static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .key = "75474063"},
	{.engine = "mysql", .make_key = lock_name},
	{0},
};

const struct gw_adopt_tool gw_adopt_sqitch = {
	.name = "sqitch",
	.table = "changes",
	.schema = "sqitch",
	.file = "sqitch.db",
	.format = "sqitch",
	.columns = {[GW_ADOPT_ID] = "change_id",
		    [GW_ADOPT_AT] = "committed_at",
		    [GW_ADOPT_CHECKSUM] = "script_hash",
		    [GW_ADOPT_NAME] = "change",
		    [GW_ADOPT_KIND] = "project"},
	.order = "committed_at",
	.algorithm = "SHA-1 of its script and its line of the plan",
	.locks = locks,
	.interpret = changes,
	.complete = complete,
	.is_of = gw_adopt_by_text,
	.proves = proves,
	.eject = &gw_eject_sqitch,
};
