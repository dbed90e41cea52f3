/*
 * Looks in less time than information_schema takes, at what is about to be made: the name is used, and
 * the server says that there is no such thing.
 *
 *	BEGIN NOT ATOMIC
 *	DECLARE EXIT HANDLER FOR 1146
 *	INSERT INTO godwit_journal .. "not there"
 *	DO (SELECT 1 FROM t LIMIT 0)
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

static bool asks_for(const struct gw_effect *effect, enum gw_trait trait)
{
	return (effect->traits & trait) != 0;
}

/* Statements that make one thing, a table or a part of one. */
static bool makes_one(const struct gw_effect *effect)
{
	if (!effect->shows || effect->objects.list.n != 1)
		return false;
	if (effect->kind != GW_EFFECT_ALTERS)
		return effect->traits == 0;
	return effect->adds &&
	       (effect->traits == GW_TRAIT_COLUMN || effect->traits == GW_TRAIT_INDEX);
}

/* With the server's number for "there is no such thing". */
static const char *lead(const struct gw_effect *effect)
{
	if (asks_for(effect, GW_TRAIT_COLUMN))
		return "BEGIN NOT ATOMIC\nDECLARE EXIT HANDLER FOR 1054\n";
	if (asks_for(effect, GW_TRAIT_INDEX))
		return "BEGIN NOT ATOMIC\nDECLARE EXIT HANDLER FOR 1176\n";
	return "BEGIN NOT ATOMIC\nDECLARE EXIT HANDLER FOR 1146\n";
}

static const char *question(struct gw_arena *arena, const struct gw_effect *effect)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, ";\nDO (SELECT ");
	if (asks_for(effect, GW_TRAIT_COLUMN))
		gw_my_quote_name(&str, gw_view_of(effect->part));
	else
		gw_str_putc(&str, '1');
	gw_str_puts(&str, " FROM ");
	add_table(&str, &effect->objects.list.items[0]);
	if (asks_for(effect, GW_TRAIT_INDEX)) {
		gw_str_puts(&str, " FORCE INDEX (");
		gw_my_quote_name(&str, gw_view_of(effect->part));
		gw_str_putc(&str, ')');
	}
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
		.before = lead(effect),
		.value = gw_my_look_at_none(conn, arena, effect),
		.after = question(arena, effect),
	};
}
