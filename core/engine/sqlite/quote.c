/*
 * Names and literals in SQLite's SQL.
 */
#include "engine/literal.h"
#include "engine/sqlite/sqlite_int.h"

void gw_lite_quote_name(struct gw_str *str, struct gw_view name)
{
	gw_add_quoted(str, name, '"');
}

/* SQL text ends at a NUL, so a value that holds one goes in hexadecimal. */
void gw_lite_quote_text(const struct gw_conn *conn GW_UNUSED, struct gw_str *str,
			struct gw_view text)
{
	if (gw_view_find_char(text, '\0') == GW_NOWHERE) {
		gw_add_quoted(str, text, '\'');
		return;
	}
	gw_str_puts(str, "CAST(");
	gw_add_hex(str, text);
	gw_str_puts(str, " AS TEXT)");
}
