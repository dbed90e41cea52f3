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

/* Where our tables are. */
struct place {
	const struct gw_engine *engine;
	const struct gw_conn *conn; /* NULL: not connected yet */
	const char *schema; /* as in struct gw_history */
	const char *database;
};

static void add_token(const struct place *place, struct gw_view text, struct gw_str *str)
{
	const struct gw_engine *engine = place->engine;
	struct gw_view schema = gw_view_of(place->schema);

	if (place->database != NULL && is_our_table(text)) {
		engine->quote_name(str, gw_view_of(place->database));
		gw_str_putc(str, '.');
		gw_str_add(str, text);
		return;
	}
	if (place->schema == NULL) {
		gw_str_add(str, text);
		return;
	}
	if (gw_view_is(text, metadata_schema))
		engine->quote_name(str, schema);
	else if (text.n == sizeof(metadata_schema) + 1 && text.p[0] == '\'' &&
		 gw_view_is(gw_view_slice(text, 1, text.n - 1), metadata_schema))
		engine->quote_text(place->conn, str, schema);
	else
		gw_str_add(str, text);
}

static const char *placed(struct gw_arena *arena, const struct place *place, enum gw_query query)
{
	const char *text = place->engine->queries[query];
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_lexer lexer;
	struct gw_token token;

	if (place->database == NULL &&
	    (place->schema == NULL || gw_view_is(gw_view_of(place->schema), metadata_schema)))
		return text;
	gw_lexer_init(&lexer, place->engine->dialect, gw_view_of(text));
	while ((token = gw_lexer_next(&lexer)).kind != GW_TOKEN_END)
		add_token(place, gw_view_slice(lexer.text, token.start, token.end), &str);
	return gw_str_take(&str, arena);
}

const char *gw_history_sql(const struct gw_history *history, enum gw_query query)
{
	const struct place place = {
		.engine = history->conn->engine,
		.conn = history->conn,
		.schema = history->schema,
		.database = history->database,
	};

	if (history->texts == NULL)
		return placed(history->arena, &place, query);
	if (history->texts[query] == NULL)
		history->texts[query] = placed(history->arena, &place, query);
	return history->texts[query];
}

/* The tables of the database that one connects to need no name of a database. */
struct gw_request gw_history_check_request(struct gw_arena *arena, const struct gw_engine *engine,
					   const char *schema)
{
	const struct place place = {
		.engine = engine,
		.schema = engine->caps.has_schemas ? schema : NULL,
	};

	return (struct gw_request){.sql = gw_view_of(placed(arena, &place, GW_Q_METADATA_GLANCE))};
}
