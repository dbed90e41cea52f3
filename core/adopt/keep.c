/*
 * Statements that keep another tool's table in step.
 */
#include "adopt/keep.h"

#include "adopt/adopt_int.h"

const char *gw_keeping_fault(const struct gw_adopt_tool *tool, const struct gw_engine *engine)
{
	/* Names that a script does not find in its own file would be looked for in that one. */
	if (tool->file != NULL && engine->words.attach != NULL)
		return "its tables are in another file, which scripts would see as well";
	return NULL;
}

static void forget(struct gw_keeping *keeping, const struct gw_migration *migration)
{
	size_t kept = 0;

	for (size_t i = 0; i < keeping->applied.n; i++)
		if (!gw_adopt_is_same(keeping->applied.items[i]->key, migration->key))
			keeping->applied.items[kept++] = keeping->applied.items[i];
	keeping->applied.n = kept;
}

bool gw_keeping_has(const struct gw_keeping *keeping, const struct gw_migration *migration)
{
	for (size_t i = 0; i < keeping->applied.n; i++)
		if (gw_adopt_is_same(keeping->applied.items[i]->key, migration->key))
			return true;
	return false;
}

static size_t end_of_applied(const struct gw_keeping *keeping, const struct gw_source *source)
{
	size_t end = source->n;

	while (end != 0 && (source->migrations[end - 1]->version == NULL ||
			    !gw_keeping_has(keeping, source->migrations[end - 1])))
		end--;
	return end;
}

const struct gw_migration *gw_keeping_gap(const struct gw_keeping *keeping,
					  const struct gw_source *source)
{
	const struct gw_eject *eject = keeping->place.tool->eject;
	size_t end = end_of_applied(keeping, source);

	for (size_t i = 0; (eject->last_only || eject->by_last) && i < end; i++)
		if (source->migrations[i]->version != NULL &&
		    !gw_keeping_has(keeping, source->migrations[i]))
			return source->migrations[i];
	return NULL;
}

/* --- what is told ----------------------------------------------------------------------------- */

static void add(const struct gw_eject_row *row, struct gw_statements *list, const char *statement)
{
	if (statement != NULL)
		gw_vec_push(row->arena, &list->list, statement);
}

static void insert(struct gw_keeping *keeping, struct gw_eject_row *row, struct gw_statements *list)
{
	row->number = ++keeping->last_number;
	add(row, list, gw_eject_insert(&keeping->place, row));
}

/* The last version, which is a number with tools that keep that alone; NULL: none is applied. */
static const struct gw_migration *find_last(const struct gw_keeping *keeping)
{
	const struct gw_migration *last = NULL;

	for (size_t i = 0; i < keeping->applied.n; i++) {
		const struct gw_migration *one = keeping->applied.items[i];

		if (last == NULL || gw_compare_numeric(one->version, last->version) > 0)
			last = one;
	}
	return last;
}

/* Of a tool whose one row is made of the migration itself. */
static void step_in_graph(struct gw_keeping *keeping, struct gw_eject_row *row,
			  struct gw_statements *list)
{
	add(row, list, gw_eject_clear(&keeping->place, row->arena));
	if (keeping->place.tool->eject->cells[0].value(row) != NULL)
		insert(keeping, row, list);
}

/* Of a tool that keeps one row: nothing in it is made of the file. */
static void replace(struct gw_keeping *keeping, const struct gw_eject_row *row,
		    struct gw_statements *list)
{
	const struct gw_migration none = {.version = keeping->place.tool->eject->none};
	struct gw_eject_row last = *row;

	add(row, list, gw_eject_clear(&keeping->place, row->arena));
	last.migration = find_last(keeping);
	if (last.migration == NULL && none.version != NULL)
		last.migration = &none;
	if (last.migration != NULL)
		insert(keeping, &last, list);
}

static void insert_beside(const struct gw_keeping *keeping, const struct gw_eject_side *side,
			  struct gw_eject_row *row, struct gw_statements *list)
{
	size_t n = side->count != NULL ? side->count(row) : 1;

	for (row->nth = 0; row->nth < n; row->nth++)
		add(row, list, gw_eject_insert_beside(&keeping->place, side, row));
}

static void apply(struct gw_keeping *keeping, struct gw_eject_row *row, struct gw_statements *list)
{
	const struct gw_eject_side *side = keeping->place.tool->eject->sides;

	insert(keeping, row, list);
	for (; side != NULL && side->table != NULL; side++)
		if (!side->before)
			insert_beside(keeping, side, row, list);
}

/* Rows that refer to a migration's own go before it. */
static void revert(struct gw_keeping *keeping, struct gw_eject_row *row, struct gw_statements *list)
{
	const struct gw_eject_side *side = keeping->place.tool->eject->sides;

	for (; side != NULL && side->table != NULL; side++) {
		if (side->key != NULL)
			add(row, list, gw_eject_remove_beside(&keeping->place, side, row));
		else if (!side->before)
			insert_beside(keeping, side, row, list);
	}
	add(row, list, gw_eject_remove(&keeping->place, row));
}

static void accept(struct gw_keeping *keeping, const struct gw_eject_row *row,
		   struct gw_statements *list)
{
	const char *column = keeping->place.tool->columns[GW_ADOPT_CHECKSUM];

	add(row, list, gw_eject_change(&keeping->place, column, row));
}

static void note(struct gw_keeping *keeping, enum gw_keeping_change change,
		 const struct gw_migration *migration)
{
	forget(keeping, migration);
	if (change == GW_KEEPING_APPLIED)
		gw_vec_push(keeping->arena, &keeping->applied, migration);
}

static void tell(struct gw_keeping *keeping, enum gw_keeping_change change,
		 struct gw_eject_row *row, struct gw_statements *list)
{
	const struct gw_eject *eject = keeping->place.tool->eject;

	if (change == GW_KEEPING_ACCEPTED) {
		accept(keeping, row, list);
		return;
	}
	note(keeping, change, row->migration);
	if (eject->in_graph)
		step_in_graph(keeping, row, list);
	else if (eject->last_only)
		replace(keeping, row, list);
	else if (change == GW_KEEPING_APPLIED)
		apply(keeping, row, list);
	else
		revert(keeping, row, list);
}

/* --- what it is made of ----------------------------------------------------------------------- */

/* Its own row, or any that shows how the tool writes them; NULL: there is none. */
static const struct gw_adopt_match *find_other(const struct gw_keeping *keeping,
					       const struct gw_migration *migration)
{
	const struct gw_adopt_match *other = NULL;

	for (size_t i = 0; keeping->adoption != NULL && i < keeping->adoption->matches.n; i++) {
		const struct gw_adopt_match *one = &keeping->adoption->matches.items[i];

		if (one->migration != NULL && gw_adopt_is_same(one->key, migration->key))
			return one;
		if (one->migration != NULL && other == NULL)
			other = one;
	}
	return other;
}

static bool find_facts(struct gw_keeping *keeping, struct gw_source *source, struct gw_error **err)
{
	const struct gw_eject *eject = keeping->place.tool->eject;

	if (eject->read == NULL || keeping->facts_of == source)
		return true;
	if (!eject->read(keeping->arena, source, &keeping->facts, err))
		return false;
	keeping->facts_of = source;
	return true;
}

/* The order of rows may be that of their times, so no two have the same. */
static int64_t time_of(struct gw_keeping *keeping, const struct gw_keeping_news *news)
{
	keeping->last_at_us = GW_MAX(news->at_us, keeping->last_at_us + 1);
	return keeping->last_at_us;
}

/* Files, and programs that the tool ran, once the change is made. */
static size_t count_applied(const struct gw_keeping *keeping, const struct gw_keeping_news *news)
{
	size_t n = keeping->applied.n;

	for (size_t i = 0; keeping->adoption != NULL && i < keeping->adoption->matches.n; i++)
		n += keeping->adoption->matches.items[i].migration == NULL;
	if (gw_keeping_has(keeping, news->migration))
		n--;
	return news->change == GW_KEEPING_REVERTED ? n : n + 1;
}

static bool fail_fault(const struct gw_keeping *keeping, const struct gw_eject_row *row,
		       const char *fault, struct gw_error **err)
{
	const char *tool = keeping->place.tool->name;

	gw_fail(err, GW_E_EJECT, "%s cannot be told of %s: %s", tool,
		gw_migration_label(row->arena, row->migration), fault);
	gw_error_hint(*err,
		      "Mend that, or end it that %s is kept in step with `godwit adopt "
		      "--no-keep-in-step`.",
		      tool);
	return false;
}

/* What is accepted is news to a tool that keeps a checksum of it. */
static bool check(const struct gw_keeping *keeping, enum gw_keeping_change change,
		  const struct gw_eject_row *row, struct gw_error **err)
{
	const struct gw_adopt_tool *tool = keeping->place.tool;
	bool is_news = change != GW_KEEPING_ACCEPTED || tool->columns[GW_ADOPT_CHECKSUM] != NULL;
	const char *fault = NULL;

	if (is_news && tool->eject->fault != NULL)
		fault = tool->eject->fault(row);
	return fault == NULL || fail_fault(keeping, row, fault, err);
}

/* With what faults are told by. */
static struct gw_eject_row row_of(const struct gw_keeping *keeping, struct gw_arena *arena,
				  const struct gw_keeping_news *news)
{
	return (struct gw_eject_row){
		.arena = arena,
		.tree = news->source->tree,
		.migration = news->migration,
		.facts = keeping->facts,
		.applied = count_applied(keeping, news),
		.gone = news->change == GW_KEEPING_REVERTED,
		.is_now = true,
	};
}

bool gw_keeping_can_tell(const struct gw_keeping *keeping, const struct gw_keeping_news *news,
			 size_t n, struct gw_error **err)
{
	struct gw_keeping ahead = *keeping;

	ahead.applied.items = NULL;
	ahead.applied.n = ahead.applied.cap = 0;
	for (size_t i = 0; i < keeping->applied.n; i++)
		gw_vec_push(ahead.arena, &ahead.applied, keeping->applied.items[i]);
	for (size_t i = 0; i < n; i++) {
		struct gw_eject_row row;

		if (!gw_adopt_has_rows_for(ahead.place.tool, news[i].migration))
			continue;
		if (!find_facts(&ahead, news[i].source, err))
			return false;
		row = row_of(&ahead, ahead.arena, &news[i]);
		if (!check(&ahead, news[i].change, &row, err))
			return false;
		note(&ahead, news[i].change, news[i].migration);
	}
	return true;
}

bool gw_keeping_tell(struct gw_keeping *keeping, struct gw_arena *arena,
		     const struct gw_keeping_news *news, struct gw_statements *ret_list,
		     struct gw_error **err)
{
	const struct gw_migration *migration = news->migration;
	struct gw_eject_row row;
	struct gw_text text;
	bool ok;

	if (!gw_adopt_has_rows_for(keeping->place.tool, migration))
		return true;
	if (!find_facts(keeping, news->source, err))
		return false;
	row = row_of(keeping, arena, news);
	row.other = find_other(keeping, migration);
	row.at_us = time_of(keeping, news);
	row.user = keeping->place.conn->info.user;
	if (!gw_source_text(news->source, arena, migration, GW_UP, NULL, &row.up, err) ||
	    !gw_tree_read(news->source->tree, migration->path, &text, err))
		return false;
	row.content = text.view;
	ok = check(keeping, news->change, &row, err);
	if (ok)
		tell(keeping, news->change, &row, ret_list);
	gw_text_done(&text);
	return ok;
}
