/*
 * MariaDB's and MySQL's schemas: the descriptor, and how statements end.
 */
#include "schema/mysql/mysql_int.h"

/* The client cuts at semicolons, also in bodies; a comment at the end must not swallow the mark. */
static void terminate(struct gw_str *str, struct gw_view sql)
{
	if (gw_view_find_char(sql, ';') == GW_NOWHERE) {
		gw_str_add(str, sql);
		gw_str_puts(str, ";\n");
		return;
	}
	gw_str_puts(str, "DELIMITER ;;\n");
	gw_str_add(str, sql);
	gw_str_puts(str, "\n;;\nDELIMITER ;\n");
}

static const struct gw_schema_kind *const kinds[] = {
	&gw_mysql_sequence, &gw_mysql_table,        &gw_mysql_column,    &gw_mysql_primary_key,
	&gw_mysql_index,    &gw_mysql_check,        &gw_mysql_period,    &gw_mysql_foreign_key,
	&gw_mysql_view,     &gw_mysql_trigger,      &gw_mysql_procedure, &gw_mysql_function,
	&gw_mysql_package,  &gw_mysql_package_body, &gw_mysql_event,     NULL,
};

/* Texts are written for one mode, whatever the server has: every script begins with it. */
static void begin_script(struct gw_schema_script *script)
{
	script->object = NULL;
	gw_schema_puts(script, GW_MYSQL_SET_MODE);
	gw_schema_end(script, NULL);
}

static void write_steps(struct gw_schema_script *script, const struct gw_schema_step *steps,
			size_t n)
{
	if (script->written == 0)
		begin_script(script);
	for (size_t i = 0; i < n;) {
		size_t done = gw_mysql_write_keys(script, &steps[i], n - i);

		if (done == 0)
			gw_schema_write_step(script, &steps[i]);
		i += GW_MAX(done, (size_t)1);
	}
}

const struct gw_schema_dialect gw_schema_mysql = {
	.engine = "mysql",
	.kinds = kinds,
	.read = gw_mysql_read,
	.leave_rights = gw_mysql_leave_rights,
	.adjust = gw_mysql_adjust,
	.write = write_steps,
	.quote_name = gw_mysql_quote_name,
	.quote_text = gw_mysql_quote_text,
	.terminate = terminate,
};
