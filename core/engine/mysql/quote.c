/*
 * Names and literals in MySQL's SQL.
 */
#include "engine/literal.h"
#include "engine/mysql/mysql_int.h"

void gw_my_quote_name(struct gw_str *str, struct gw_view name)
{
	gw_add_quoted(str, name, '`');
}

static void add_escaped(struct gw_str *str, struct gw_view text)
{
	gw_str_putc(str, '\'');
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '\'' || c == '\\')
			gw_str_putc(str, '\\');
		gw_str_putc(str, c);
	}
	gw_str_putc(str, '\'');
}

/* The server takes any byte between quotes, NUL too; only quote and backslash are special. */
void gw_my_quote_text(const struct gw_conn *base, struct gw_str *str, struct gw_view text)
{
	const struct gw_my_conn *conn = (const struct gw_my_conn *)base;

	if (conn != NULL && (conn->my->server_status & SERVER_STATUS_NO_BACKSLASH_ESCAPES))
		gw_add_quoted(str, text, '\'');
	else
		add_escaped(str, text);
}

/* Text that reads the same whatever sql_mode and SET NAMES say. */
static bool is_plain(struct gw_view text)
{
	return gw_ascii_length(text) == text.n && gw_view_find_char(text, '\0') == GW_NOWHERE &&
	       gw_view_find_char(text, '\\') == GW_NOWHERE;
}

/*
 * Migrations may change how strings are read (sql_mode, SET NAMES), even earlier in the same batch,
 * and what we record must not change with that: all but plain ASCII goes in hexadecimal.
 */
void gw_my_add_value(struct gw_str *str, const struct gw_value *value)
{
	switch (value->kind) {
	case GW_VALUE_NULL:
		gw_str_puts(str, "NULL");
		break;
	case GW_VALUE_INT:
		gw_add_int(str, value->number);
		break;
	case GW_VALUE_TEXT:
		if (is_plain(value->text)) {
			gw_add_quoted(str, value->text, '\'');
		} else {
			gw_str_puts(str, "_utf8mb4 ");
			gw_add_hex(str, value->text);
		}
		break;
	}
}
