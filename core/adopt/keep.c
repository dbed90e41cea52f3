/*
 * Statements that keep another tool's table in step.
 */
#include "adopt/keep.h"

#include "adopt/adopt_int.h"

bool gw_keeping_is_possible(const struct gw_adopt_tool *tool)
{
	return !tool->code && tool->eject->read == NULL && tool->eject->sides == NULL &&
	       tool->eject->fault == NULL && !tool->eject->by_rows;
}

static void forget(struct gw_keeping *keeping, const struct gw_migration *migration)
{
	size_t kept = 0;

	for (size_t i = 0; i < keeping->applied.n; i++)
		if (!gw_adopt_is_same(keeping->applied.items[i]->key, migration->key))
			keeping->applied.items[kept++] = keeping->applied.items[i];
	keeping->applied.n = kept;
}

static void insert(struct gw_keeping *keeping, const struct gw_conn *conn, struct gw_eject_row *row,
		   struct gw_statements *ret_list)
{
	row->number = ++keeping->last_number;
	gw_vec_push(row->arena, &ret_list->list,
		    gw_eject_insert(keeping->tool, conn, keeping->schema, keeping->table, row));
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

/* Of a tool that keeps one row: nothing in it is made of the file. */
static void replace(struct gw_keeping *keeping, const struct gw_conn *conn,
		    const struct gw_eject_row *row, struct gw_statements *ret_list)
{
	const struct gw_migration none = {.version = keeping->tool->eject->none};
	struct gw_eject_row last = *row;

	gw_vec_push(row->arena, &ret_list->list,
		    gw_eject_clear(row->arena, conn, keeping->schema, keeping->table));
	last.migration = find_last(keeping);
	if (last.migration == NULL && none.version != NULL)
		last.migration = &none;
	if (last.migration != NULL)
		insert(keeping, conn, &last, ret_list);
}

/* What a row is found by; NULL: it is none of that kind. */
static const char *value_in(const struct gw_keeping *keeping, const struct gw_eject_row *row,
			    const char *column)
{
	const struct gw_eject_cell *cells = keeping->tool->eject->cells;

	for (size_t i = 0; column != NULL && cells[i].column != NULL; i++)
		if (gw_view_is(gw_view_of(column), cells[i].column))
			return cells[i].value(row);
	return NULL;
}

static char *delete_row(const struct gw_keeping *keeping, const struct gw_conn *conn,
			const struct gw_eject_row *row)
{
	const char *column = keeping->tool->columns[GW_ADOPT_ID];
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "DELETE FROM ");
	gw_adopt_add_table(&str, conn->engine, keeping->schema, keeping->table);
	gw_str_puts(&str, " WHERE ");
	conn->engine->quote_name(&str, gw_view_of(column));
	gw_str_puts(&str, " = ");
	conn->engine->quote_text(conn, &str, gw_view_of(value_in(keeping, row, column)));
	return gw_str_take(&str, row->arena);
}

void gw_keeping_apply(struct gw_keeping *keeping, const struct gw_conn *conn,
		      struct gw_eject_row *row, struct gw_statements *ret_list)
{
	forget(keeping, row->migration);
	gw_vec_push(keeping->arena, &keeping->applied, row->migration);
	if (keeping->tool->eject->last_only)
		replace(keeping, conn, row, ret_list);
	else
		insert(keeping, conn, row, ret_list);
}

void gw_keeping_revert(struct gw_keeping *keeping, const struct gw_conn *conn,
		       struct gw_eject_row *row, struct gw_statements *ret_list)
{
	forget(keeping, row->migration);
	if (keeping->tool->eject->last_only)
		replace(keeping, conn, row, ret_list);
	else
		gw_vec_push(row->arena, &ret_list->list, delete_row(keeping, conn, row));
}
