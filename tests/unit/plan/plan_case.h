/*
 * Cases for planning: files as they were when they were applied, files now, what happened, and the
 * plan or picture that follows, all written down as text.
 *
 *	picture   "1 applied; 2 pending; R__v applied"         (baselined) behind what is so
 *	plan      "up 1; up 2 from 3; down 1 stored; refused edited 1; warned renamed 2"
 *	          "from 3": statements that an earlier run has done; "from 3?": in doubt
 *	error     "error no-such-version"
 */
#ifndef TESTS_UNIT_PLAN_PLAN_CASE_H
#define TESTS_UNIT_PLAN_PLAN_CASE_H

#include "history/past.h"
#include "plan/plan.h"
#include "source/tree_double.h"

enum { MAX_FILES = 6 };

/* A migration that can be taken back, one that cannot, and edits of them. */
#define TEXT(n) "CREATE TABLE t" n " (a);\n"
#define DOWN(n) "-- godwit:down\nDROP TABLE t" n ";\n"
#define PLAIN(n)                    \
	{                           \
		n "_m.sql", TEXT(n) \
	}
#define BOTH(n)                                              \
	{                                                    \
		n "_m.sql", "-- godwit:up\n" TEXT(n) DOWN(n) \
	}
#define EDITED(n)                                        \
	{                                                \
		n "_m.sql", "CREATE TABLE t" n " (b);\n" \
	}
#define COMMENTED(n)                               \
	{                                          \
		n "_m.sql", "-- hello\n\n" TEXT(n) \
	}
#define VIEW(text)                                                \
	{                                                         \
		"R__v.sql", "CREATE VIEW v AS SELECT " text ";\n" \
	}

struct plan_case {
	const char *expected;
	struct double_file now[MAX_FILES];
	struct double_file before[MAX_FILES]; /* none: as now */
	const char *events; /* see past.h; NULL: nothing happened */
	const char *journal; /* NULL: empty */
	struct gw_plan_request request;
};

/* Files of commits. */
struct commit_files {
	struct double_file target[MAX_FILES]; /* none: there is no target */
	struct double_file since[MAX_FILES]; /* none: nothing is said */
	struct double_file found[MAX_FILES]; /* as they were applied, found elsewhere */
};

static inline size_t count_files(const struct double_file *files)
{
	size_t n = 0;

	while (n < MAX_FILES && files[n].path != NULL)
		n++;
	return n;
}

/* As a session does: what has to be hashed for the plan, planning sees to. */
static inline struct gw_source *load_files(struct gw_arena *arena, const struct double_file *files)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = NULL;

	if (!gw_source_open(arena, tree_double(arena, files, count_files(files)), "godwit",
			    &gw_dialect_sqlite, &source, &error))
		fail_msg("%s", error->message);
	return source;
}

static inline const struct gw_history *case_history(struct gw_arena *arena,
						    const struct plan_case *c)
{
	const struct double_file *before = count_files(c->before) != 0 ? c->before : c->now;
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = NULL;

	if (!gw_source_load(arena, tree_double(arena, before, count_files(before)), "godwit",
			    &gw_dialect_sqlite, &source, &error))
		fail_msg("%s", error->message);
	return past_history(arena, source, c->events != NULL ? c->events : "",
			    c->journal != NULL ? c->journal : "");
}

/* --- a plan as text --- */

static inline void write_step(struct gw_str *str, const struct gw_step *step)
{
	gw_str_printf(str, "%s %s", step->direction == GW_DOWN ? "down" : "up", step->key);
	if (step->resume_at != 0 || step->intent != NULL)
		gw_str_printf(str, " from %zu%s", step->resume_at, step->intent != NULL ? "?" : "");
	assert_int_equal(step->resume_at != 0 || step->intent != NULL,
			 step->resume_checksum != NULL);
	if (step->stored)
		gw_str_puts(str, " stored");
	else
		assert_ptr_equal(step->source->migrations[step->migration->index], step->migration);
	assert_true(step->direction == GW_DOWN ? step->applied != NULL : step->migration != NULL);
	assert_non_null(step->label);
}

static inline void write_refusal(struct gw_str *str, const char *word,
				 const struct gw_refusal *refusal)
{
	gw_str_printf(str, "%s %s %s", word, gw_status_name(refusal->status), refusal->key);
	assert_non_null(refusal->message);
	assert_true(gw_view_find(gw_view_of(refusal->message), GW_VIEW("(null)")) == GW_NOWHERE);
}

static inline const char *separator(const struct gw_str *str)
{
	return str->n != 0 ? "; " : "";
}

static inline const char *plan_text(struct gw_arena *arena, const struct gw_plan *plan)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < plan->steps.n; i++) {
		gw_str_puts(&str, separator(&str));
		write_step(&str, &plan->steps.items[i]);
	}
	for (size_t i = 0; i < plan->refusals.n; i++) {
		gw_str_puts(&str, separator(&str));
		write_refusal(&str, "refused", &plan->refusals.items[i]);
		assert_non_null(plan->refusals.items[i].hint);
	}
	for (size_t i = 0; i < plan->warnings.n; i++) {
		gw_str_puts(&str, separator(&str));
		write_refusal(&str, "warned", &plan->warnings.items[i]);
	}
	return gw_str_take(&str, arena);
}

static inline const struct gw_map *found_map(struct gw_arena *arena,
					     const struct double_file *files)
{
	struct gw_map *map = gw_new(arena, struct gw_map);
	struct gw_source *source = load_files(arena, files);

	for (size_t i = 0; i < source->n; i++) {
		struct gw_found *found = gw_new(arena, struct gw_found);

		*found = (struct gw_found){source, source->migrations[i]};
		gw_map_put(arena, map, gw_view_of(source->migrations[i]->key), found);
	}
	return map;
}

/* The plan of a case; false when planning itself fails. commits may be NULL. */
static inline bool case_plan(struct gw_arena *arena, const struct plan_case *c,
			     const struct commit_files *commits, struct gw_plan *ret_plan,
			     struct gw_error **err)
{
	struct gw_plan_request request = c->request;

	if (commits != NULL && count_files(commits->target) != 0)
		request.target = load_files(arena, commits->target);
	if (commits != NULL && count_files(commits->since) != 0)
		request.since = load_files(arena, commits->since);
	if (commits != NULL && count_files(commits->found) != 0)
		request.found = found_map(arena, commits->found);
	return gw_plan_make(arena, load_files(arena, c->now), case_history(arena, c), &request,
			    ret_plan, err);
}

static inline void check_plan_with(const struct plan_case *c, const struct commit_files *commits,
				   size_t index)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_plan plan;
	const char *text;

	text = case_plan(&arena, c, commits, &plan, &error)
		       ? plan_text(&arena, &plan)
		       : gw_format(&arena, "error %s", gw_code_info(error->code)->slug);
	if (strcmp(text, c->expected) != 0)
		fail_msg("case %zu (%s): '%s', expected '%s'", index,
			 c->events != NULL ? c->events : "", text, c->expected);
}

static inline void check_plan(const struct plan_case *c, size_t index)
{
	check_plan_with(c, NULL, index);
}

static inline void check_plans(const struct plan_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_plan(&cases[i], i);
}

#endif
