/*
 * A bench for runs: files in memory, a real SQLite database in a file, and one verb: run. Each run is
 * like a process of its own: it connects, takes the lock, loads, plans, surveys, runs, and leaves.
 *
 *	bench_open(&bench);
 *	bench_files(&bench, (struct double_file[]){{"1_a.sql", "CREATE TABLE a (x);"}}, 1);
 *	bench_must(&bench, GW_GOAL_UP);
 *	assert_string_equal(bench_ask(&bench, "SELECT .."), "1|2;3|4");
 */
#ifndef TESTS_UNIT_RUN_BENCH_H
#define TESTS_UNIT_RUN_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/verify.h"
#include "history/lock.h"
#include "run/run.h"
#include "source/tree_double.h"

extern const struct gw_engine gw_module_sqlite;

struct bench {
	struct gw_arena arena;
	char folder[32];
	const char *path; /* of the database */
	struct gw_source *source;
	struct gw_run_options options;
	struct gw_plan_request request;
	struct gw_system sys;
	bool unlocked; /* runs without the lock */
	/* Called when the plan is made and the run is to begin. */
	void (*before_run)(struct bench *bench, struct gw_conn *conn);

	/* Of the last run: */
	struct gw_plan plan;
	struct gw_run_report report;
	struct gw_error *err;
};

static inline void bench_open(struct bench *bench)
{
	*bench = (struct bench){
		.folder = "/tmp/godwit-run-XXXXXX",
		.options = {.store_sql_limit = 1024 * 1024,
			    .actor = {.os_user = "ann", .git_dirty = -1}},
		.sys = gw_system_default,
	};
	assert_non_null(mkdtemp(bench->folder));
	bench->path = gw_format(&bench->arena, "%s/db", bench->folder);
}

static inline void bench_close(struct bench *bench)
{
	unlink(bench->path);
	unlink(gw_format(&bench->arena, "%s-journal", bench->path));
	rmdir(bench->folder);
	gw_error_clear(&bench->err);
	gw_source_close(bench->source);
	gw_arena_done(&bench->arena);
}

/* What is in the folder of migrations from now on. */
static inline void bench_files(struct bench *bench, const struct double_file *files, size_t n)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct double_file *kept = gw_new_array(&bench->arena, struct double_file, n);

	for (size_t i = 0; i < n; i++)
		kept[i] = files[i];
	gw_source_close(bench->source);
	if (!gw_source_open(&bench->arena, tree_double(&bench->arena, kept, n), "godwit",
			    &gw_dialect_sqlite, &bench->source, &error))
		fail_msg("%s", error->message);
}

#define BENCH_FILES(bench, ...)                                         \
	bench_files((bench), (const struct double_file[]){__VA_ARGS__}, \
		    sizeof((const struct double_file[]){__VA_ARGS__}) / \
			    sizeof(struct double_file))

static inline struct gw_conn *bench_connect(struct bench *bench)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_connect_options options = {.sys = &bench->sys, .application = "test"};
	struct gw_url url = {0};
	struct gw_conn *conn = NULL;

	options.url = &url;
	if (!gw_url_parse(&bench->arena,
			  gw_view_of(gw_format(&bench->arena, "sqlite:%s", bench->path)), &url,
			  &error) ||
	    !gw_module_sqlite.connect(&options, &conn, &error))
		fail_msg("%s", error->message);
	return conn;
}

static inline bool bench_plan(struct bench *bench, struct gw_history *history)
{
	const struct gw_survey_request survey = {
		.caps = &gw_module_sqlite.caps,
		.mode = bench->options.mode,
		.placeholders = bench->options.placeholders,
	};

	if (!gw_plan_make(&bench->arena, bench->source, history, &bench->request, &bench->plan,
			  &bench->err))
		return false;
	if (bench->plan.refusals.n != 0)
		return gw_plan_fail(&bench->plan, &bench->err);
	return gw_plan_survey(&bench->arena, history, &survey, &bench->plan, &bench->err);
}

static inline bool bench_run_on(struct bench *bench, struct gw_conn *conn)
{
	struct gw_history *history;

	if ((!bench->unlocked && !gw_lock_take(conn, NULL, 0, NULL, NULL, &bench->err)) ||
	    !gw_history_load(&bench->arena, conn, NULL, &history, &bench->err) ||
	    !bench_plan(bench, history))
		return false;
	if (bench->before_run != NULL)
		bench->before_run(bench, conn);
	if (gw_run(&bench->arena, bench->source, history, &bench->plan, &bench->options,
		   &bench->report, &bench->err))
		return true;
	gw_run_give_up(&bench->arena, history, &bench->options, &bench->report, bench->err);
	return false;
}

/* One run towards the goal, with the other wishes of bench->request. */
static inline bool bench_run(struct bench *bench, enum gw_goal goal)
{
	struct gw_conn *conn = bench_connect(bench);
	bool ok;

	gw_error_clear(&bench->err);
	bench->plan = (struct gw_plan){0};
	bench->report = (struct gw_run_report){0};
	bench->request.goal = goal;
	ok = bench_run_on(bench, conn);
	assert_int_equal(ok, bench->err == NULL);
	gw_lock_release(conn, NULL);
	/* Whatever happened, nothing is left open. */
	assert_false(conn->in_transaction);
	gw_conn_close(conn);
	return ok;
}

static inline void bench_must(struct bench *bench, enum gw_goal goal)
{
	if (!bench_run(bench, goal))
		fail_msg("%s: %s", bench->err->message,
			 bench->err->server != NULL ? bench->err->server->message : "");
}

/* The run fails with this code and state, and says this. */
static inline void bench_fails(struct bench *bench, enum gw_goal goal, enum gw_code code,
			       enum gw_state state, const char *message)
{
	if (bench_run(bench, goal))
		fail_msg("%s: worked", message);
	if (bench->err->code != code || strstr(bench->err->message, message) == NULL)
		fail_msg("GW%u: %s", gw_code_info(bench->err->code)->number, bench->err->message);
	if (bench->err->state != state)
		fail_msg("%s: %s", message, gw_state_slug(bench->err->state));
}

/* --- looking into the database --- */

static inline const char *bench_rows(struct bench *bench, const struct gw_rows *rows)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t row = 0; row < rows->nrows; row++) {
		for (size_t col = 0; col < rows->ncols; col++) {
			struct gw_view cell = gw_cell(rows, row, col);

			gw_str_puts(&str, col != 0 ? "|" : row != 0 ? ";" : "");
			gw_str_add(&str, cell.p != NULL ? cell : GW_VIEW("NULL"));
		}
	}
	return gw_str_take(&str, &bench->arena);
}

/* One statement on a connection of its own; rows as text. */
static inline const char *bench_ask(struct bench *bench, const char *sql)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_conn *conn = bench_connect(bench);
	struct gw_rows rows;
	const char *text;

	if (!gw_conn_query(conn, &bench->arena, sql, NULL, 0, &rows, &error))
		fail_msg("%s: %s", sql, error->message);
	text = bench_rows(bench, &rows);
	gw_conn_close(conn);
	return text;
}

/* Tables that are not ours. */
static inline const char *bench_tables(struct bench *bench)
{
	return bench_ask(bench, "SELECT group_concat(name, ' ') FROM (SELECT name FROM "
				"sqlite_master WHERE type = 'table' AND name NOT LIKE 'godwit%' "
				"AND name NOT LIKE 'sqlite%' ORDER BY name)");
}

/* What happened, without the row that made the tables: "applied 1;finished NULL". */
static inline const char *bench_events(struct bench *bench)
{
	return bench_ask(bench, "SELECT event || ' ' || coalesce(version, name, '') FROM "
				"godwit_history WHERE seq > 0 ORDER BY seq");
}

/* How far scripts got: "1 up 0 done". */
static inline const char *bench_journal(struct bench *bench)
{
	return bench_ask(bench, "SELECT version || ' ' || direction || ' ' || statement || ' ' || "
				"state FROM godwit_journal ORDER BY id");
}

/* The detail of the last closing event. */
static inline const char *bench_detail(struct bench *bench)
{
	return bench_ask(bench, "SELECT detail FROM godwit_history WHERE event = 'finished' "
				"ORDER BY seq DESC LIMIT 1");
}

/* The chain holds, whatever happened. */
static inline void bench_check_chain(struct bench *bench)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_conn *conn = bench_connect(bench);
	struct gw_chain_finding finding;
	struct gw_history *history = NULL;

	if (!gw_history_load(&bench->arena, conn, NULL, &history, &error) ||
	    !gw_audit_history(history, &bench->arena, NULL, NULL, NULL, &finding, &error))
		fail_msg("%s", error->message);
	if (finding.fault != GW_CHAIN_WHOLE)
		fail_msg("%s", finding.what);
	gw_conn_close(conn);
}

/* Ends a test: the chain, then everything away. */
static inline void bench_done(struct bench *bench)
{
	bench_check_chain(bench);
	bench_close(bench);
}

#endif
