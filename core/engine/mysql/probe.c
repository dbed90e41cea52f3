/*
 * Looks in less time than information_schema takes, at what is about to be made: the name is used, and
 * the server says that there is no such thing.
 *
 *	BEGIN NOT ATOMIC
 *	DECLARE EXIT HANDLER FOR 1146, or 1054
 *	INSERT INTO godwit_journal .. "not there"
 *	DO (SELECT c FROM t LIMIT 0)
 *	SIGNAL
 *	END
 *
 * Only "not there" is believed. After every other answer (it is there, and the statement is bound to fail;
 * a temporary table or a broken view answers in its place; it may not be read) the block has failed, and the
 * request is sent again in its plain words, with the expression of look.c; so are those after it. Likewise
 * where compound statements are not understood: they are MariaDB's, in all of its modes but ORACLE.
 *
 * The handler is not in force while it runs itself: that the INSERT fails is an error as ever. And a session
 * that is killed runs no handler. information_schema.COLUMNS costs the server a table on disk, a millisecond
 * with all that is around it; a probe a tenth of that.
 *
 * Not used on a cluster, where what is written has a fence in front.
 */
#include "engine/mysql/mysql_int.h"

static void add_table(struct gw_str *str, const struct gw_object *table)
{
	if (table->schema != NULL) {
		gw_my_quote_name(str, gw_view_of(table->schema));
		gw_str_putc(str, '.');
	}
	gw_my_quote_name(str, gw_view_of(table->name));
}

static bool makes_column(const struct gw_effect *effect)
{
	return (effect->traits & GW_TRAIT_COLUMN) != 0;
}

/* Statements that make one thing, a table or a column of one. */
static bool makes_one(const struct gw_effect *effect)
{
	if (!effect->shows || effect->objects.list.n != 1)
		return false;
	return effect->kind == GW_EFFECT_ALTERS ? effect->traits == GW_TRAIT_COLUMN
						: effect->traits == 0;
}

static const char *question(struct gw_arena *arena, const struct gw_effect *effect)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, ";\nDO (SELECT ");
	if (makes_column(effect))
		gw_my_quote_name(&str, gw_view_of(effect->column));
	else
		gw_str_putc(&str, '1');
	gw_str_puts(&str, " FROM ");
	add_table(&str, &effect->objects.list.items[0]);
	gw_str_puts(&str, " LIMIT 0);\nSIGNAL SQLSTATE '45000';\nEND");
	return gw_str_take(&str, arena);
}

void gw_my_probe(const struct gw_my_conn *conn, struct gw_arena *arena,
		 const struct gw_effect *effect, struct gw_witness *witness)
{
	if (conn->terse || conn->lease.node != NULL || witness->expression == NULL ||
	    witness->sign != NULL || !makes_one(effect) ||
	    !gw_view_is(gw_view_of(conn->base.info.flavor), "MariaDB"))
		return;
	witness->probe = (struct gw_probe){
		.before = makes_column(effect)
				  ? "BEGIN NOT ATOMIC\nDECLARE EXIT HANDLER FOR 1054\n"
				  : "BEGIN NOT ATOMIC\nDECLARE EXIT HANDLER FOR 1146\n",
		.value = gw_my_look_at_none(conn, arena, effect),
		.after = question(arena, effect),
	};
}
