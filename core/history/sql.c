/*
 * Our own queries with the place of our tables put in. The .sql files say "godwit" for the schema,
 * as a name or as a literal; where a script can change the database that names are looked up in, our
 * tables are named with theirs. Every other token is copied.
 */
#include "history/history_int.h"
#include "sql/lexer.h"

static const char metadata_schema[] = "godwit";

static bool is_our_table(struct gw_view text)
{
	return gw_view_is(text, "godwit_history") || gw_view_is(text, "godwit_journal") ||
	       gw_view_is(text, "godwit_lock");
}

static void add_token(const struct gw_history *history, struct gw_view text, struct gw_str *str)
{
	const struct gw_engine *engine = history->conn->engine;
	struct gw_view schema = gw_view_of(history->schema);

	if (history->database != NULL && is_our_table(text)) {
		engine->quote_name(str, gw_view_of(history->database));
		gw_str_putc(str, '.');
		gw_str_add(str, text);
		return;
	}
	if (history->schema == NULL) {
		gw_str_add(str, text);
		return;
	}
	if (gw_view_is(text, metadata_schema))
		engine->quote_name(str, schema);
	else if (text.n == sizeof(metadata_schema) + 1 && text.p[0] == '\'' &&
		 gw_view_is(gw_view_slice(text, 1, text.n - 1), metadata_schema))
		engine->quote_text(history->conn, str, schema);
	else
		gw_str_add(str, text);
}

const char *gw_history_sql(const struct gw_history *history, enum gw_query query)
{
	const struct gw_engine *engine = history->conn->engine;
	const char *text = engine->queries[query];
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_lexer lexer;
	struct gw_token token;

	if (history->database == NULL &&
	    (history->schema == NULL || gw_view_is(gw_view_of(history->schema), metadata_schema)))
		return text;
	gw_lexer_init(&lexer, engine->dialect, gw_view_of(text));
	while ((token = gw_lexer_next(&lexer)).kind != GW_TOKEN_END)
		add_token(history, gw_view_slice(lexer.text, token.start, token.end), &str);
	return gw_str_take(&str, history->arena);
}
