/* Pairs of PostgreSQL's schemas on a server: the statements between them lead from one to the other. */
#ifndef TEST_SCHEMA_POSTGRES_PAIRS_H
#define TEST_SCHEMA_POSTGRES_PAIRS_H

#include "engine/live.h"

#include "shadow/shadow.h"

static struct gw_arena arena;
static struct gw_url server;

static int find_server(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *err = NULL;
	const char *text = getenv("GODWIT_TEST_POSTGRES_URL");

	return text != NULL && gw_url_parse(&arena, gw_view_of(text), &server, &err) ? 0 : -1;
}

static int forget(void **state GW_UNUSED)
{
	gw_arena_done(&arena);
	return 0;
}

static void run(struct gw_shadow *shadow, const char *sql)
{
	GW_ERROR_AUTO struct gw_error *err = NULL;

	if (!gw_conn_exec(shadow->conn, sql, &err))
		fail_msg("%s: %s", sql, err->server != NULL ? err->server->message : err->message);
}

static void open_with(struct gw_shadow *shadow, const char *const *statements)
{
	GW_ERROR_AUTO struct gw_error *err = NULL;
	const struct gw_shadow_options options = {
		.sys = &gw_system_default,
		.beside = &server,
		.application = "godwit test",
	};

	if (!gw_shadow_open(&arena, &options, shadow, &err))
		fail_msg("%s", err->message);
	for (size_t i = 0; statements[i] != NULL; i++)
		run(shadow, statements[i]);
}

static struct gw_schema_read_options how = {.own_schema = "godwit"};

static struct gw_schema read_schema(struct gw_shadow *shadow)
{
	GW_ERROR_AUTO struct gw_error *err = NULL;
	struct gw_schema schema;

	if (!gw_schema_read(&arena, shadow->conn, &how, &schema, &err))
		fail_msg("%s", err->message);
	return schema;
}

static const char *cell(struct gw_shadow *shadow, const char *sql)
{
	GW_ERROR_AUTO struct gw_error *err = NULL;
	struct gw_rows rows;

	if (!gw_conn_query(shadow->conn, &arena, sql, NULL, 0, &rows, &err))
		fail_msg("%s: %s", sql, err->message);
	return rows.nrows != 0 ? gw_view_dup(&arena, gw_cell(&rows, 0, 0)) : NULL;
}

#define MOST 9

struct pair {
	const char *old[MOST];
	const char *new[MOST];
	const char *steps; /* the first line of each statement, with "; " in between */
	unsigned hazards;
	const char *query; /* of the old database afterwards: its first cell is */
	const char *value;
};

static const char *steps_of(const struct gw_schema_script *script)
{
	GW_STR_AUTO struct gw_str steps = {0};
	struct gw_view sql;

	for (size_t i = 0; i < script->statements.n; i++) {
		gw_str_puts(&steps, i != 0 ? "; " : "");
		sql = script->statements.items[i].sql;
		gw_str_add(&steps, gw_view_slice(sql, 0, gw_view_find_char(sql, '\n')));
	}
	return gw_str_take(&steps, &arena);
}

static void check_pair(const struct pair *pair)
{
	GW_SHADOW_AUTO struct gw_shadow old = {0};
	GW_SHADOW_AUTO struct gw_shadow new = {0};
	GW_ERROR_AUTO struct gw_error *err = NULL;
	struct gw_schema before, wanted, after;
	struct gw_schema_changes changes;
	struct gw_schema_script script;

	open_with(&old, pair->old);
	open_with(&new, pair->new);
	before = read_schema(&old);
	wanted = read_schema(&new);
	gw_schema_diff(&arena, &before, &wanted, &changes);
	gw_schema_write(&arena, &changes, &script);
	assert_string_equal(steps_of(&script), pair->steps);
	assert_int_equal(gw_schema_hazards(&script), pair->hazards);
	if (!gw_shadow_run(&old, &script, &err))
		fail_msg("%s", err->message);
	after = read_schema(&old);
	gw_schema_diff(&arena, &after, &wanted, &changes);
	assert_int_equal(changes.list.n, 0);
	if (pair->query != NULL)
		assert_string_equal(cell(&old, pair->query), pair->value);
}

static void check_pairs(const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_pair(&pairs[i]);
}

#define TYPE_CHANGES (GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT)
#define CHECKED      (GW_HAZARD_SCAN | GW_HAZARD_DATA_DEPENDENT)

#endif
