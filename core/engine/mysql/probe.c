/*
 * Looks in less time than information_schema takes, at what is about to be made: the name is used, and
 * the server says that there is no such thing.
 *
 *	BEGIN NOT ATOMIC
 *	handler for 1146 or 1054: the look is "not there"
 *	DO (SELECT t.c FROM t LIMIT 0)
 *	where that did not fail, or failed otherwise: the expression of look.c
 *	INSERT INTO godwit_journal ..
 *	END
 *
 * Only "not there" is believed: a temporary table, or a view that is broken, answers in place of the thing.
 * And a session that is killed runs no handler. information_schema.COLUMNS costs the server a table on
 * disk, a millisecond with all that is around it; a compound statement a thirtieth of that.
 *
 * It is MariaDB's, in all of its modes but ORACLE: where it is not understood, the request's plain text is
 * sent. Not used on a cluster, where what is written has a fence in front.
 */
#include "engine/mysql/mysql_int.h"

static const char begin_text[] = "BEGIN NOT ATOMIC\n"
				 "DECLARE look LONGTEXT;\n"
				 "DECLARE CONTINUE HANDLER FOR ";
/* What ends the transaction, or waited in vain, is an error as ever. */
static const char others_text[] = ";\nDECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;\n"
				  "DECLARE EXIT HANDLER FOR 1205, 1213 RESIGNAL;\n"
				  "DO (SELECT ";

static void add_table(struct gw_str *str, const struct gw_object *table)
{
	if (table->schema != NULL) {
		gw_my_quote_name(str, gw_view_of(table->schema));
		gw_str_putc(str, '.');
	}
	gw_my_quote_name(str, gw_view_of(table->name));
}

/* A column has its table in front: a variable of the block would be taken for it. */
static void add_question(struct gw_str *str, const struct gw_effect *effect)
{
	const struct gw_object *table = &effect->objects.list.items[0];

	if (effect->traits & GW_TRAIT_COLUMN) {
		gw_my_quote_name(str, gw_view_of(table->name));
		gw_str_putc(str, '.');
		gw_my_quote_name(str, gw_view_of(effect->column));
	} else {
		gw_str_putc(str, '1');
	}
	gw_str_puts(str, " FROM ");
	add_table(str, table);
}

/* Statements that make one thing, a table or a column of one. */
static bool makes_one(const struct gw_effect *effect)
{
	if (!effect->shows || effect->objects.list.n != 1)
		return false;
	return effect->kind == GW_EFFECT_ALTERS ? effect->traits == GW_TRAIT_COLUMN
						: effect->traits == 0;
}

void gw_my_probe(const struct gw_my_conn *conn, struct gw_arena *arena,
		 const struct gw_effect *effect, struct gw_witness *witness)
{
	bool column = (effect->traits & GW_TRAIT_COLUMN) != 0;
	GW_STR_AUTO struct gw_str str = {0};

	if (conn->terse || conn->lease.node != NULL || witness->expression == NULL ||
	    witness->sign != NULL || !makes_one(effect) ||
	    !gw_view_is(gw_view_of(conn->base.info.flavor), "MariaDB"))
		return;
	gw_str_puts(&str, begin_text);
	gw_str_puts(&str, column ? "1054 SET look = " : "1146 SET look = ");
	gw_str_puts(&str, gw_my_look_at_none(conn, arena, effect));
	gw_str_puts(&str, others_text);
	add_question(&str, effect);
	gw_str_puts(&str, " LIMIT 0);\nIF look IS NULL THEN SET look = ");
	gw_str_puts(&str, witness->expression);
	gw_str_puts(&str, "; END IF;\n");
	witness->block = gw_str_take(&str, arena);
}
