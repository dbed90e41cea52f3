/*
 * Cases for branches: the files of the ancestor, of the base and of the head, and what follows from
 * them, written down as text.
 */
#ifndef TESTS_UNIT_BRANCH_BRANCH_CASE_H
#define TESTS_UNIT_BRANCH_BRANCH_CASE_H

#include "branch/branch_int.h"
#include "history/past.h"
#include "source/tree_double.h"

enum { MAX_FILES = 6 };

/* A migration, and what an edit makes of it. */
#define FILE_OF(path, sql) \
	{                  \
		path, sql  \
	}
#define PLAIN(n)                                         \
	{                                                \
		n "_m.sql", "CREATE TABLE t" n " (a);\n" \
	}
#define EDITED(n)                                        \
	{                                                \
		n "_m.sql", "CREATE TABLE t" n " (b);\n" \
	}
#define COMMENTED(n)                                               \
	{                                                          \
		n "_m.sql", "-- hello\nCREATE TABLE t" n " (a);\n" \
	}
#define BOTH(n, down)                                                                             \
	{                                                                                         \
		n "_m.sql", "-- godwit:up\nCREATE TABLE t" n " (a);\n-- godwit:down\n" down ";\n" \
	}
#define LATE(n)                                                                           \
	{                                                                                 \
		n "_m.sql", "-- godwit:up out_of_order=allow\nCREATE TABLE t" n " (a);\n" \
	}
#define VIEW(text)                                                \
	{                                                         \
		"R__v.sql", "CREATE VIEW v AS SELECT " text ";\n" \
	}

struct branch_case {
	const char *expected;
	struct double_file ancestor[MAX_FILES];
	struct double_file base[MAX_FILES];
	struct double_file head[MAX_FILES];
	const char *format; /* NULL: godwit */
	const char *events; /* see past.h; NULL: no database is asked */
	struct double_file applied[MAX_FILES]; /* the files that events are about */
	const char *released; /* key of what a tag has; NULL: nothing */
	enum gw_policy out_of_order;
};

static inline size_t count_files(const struct double_file *files)
{
	size_t n = 0;

	while (n < MAX_FILES && files[n].path != NULL)
		n++;
	return n;
}

static inline struct gw_source *load_files(struct gw_arena *arena, const struct double_file *files,
					   const char *format)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = NULL;

	if (!gw_source_open(arena, tree_double(arena, files, count_files(files)),
			    format != NULL ? format : "godwit", &gw_dialect_sqlite, &source,
			    &error))
		fail_msg("%s", error->message);
	return source;
}

static inline struct gw_branch case_branch(struct gw_arena *arena, const struct branch_case *c)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_branch branch = {
		.ancestor = load_files(arena, c->ancestor, c->format),
		.base = load_files(arena, c->base, c->format),
		.head = load_files(arena, c->head, c->format),
	};

	if (!gw_branch_compare(arena, &branch, &error))
		fail_msg("%s", error->message);
	return branch;
}

/* What a case comes to, as text. */
typedef const char *case_text_fn(struct gw_arena *arena, const struct branch_case *c);

static inline void check_cases(const struct branch_case *cases, size_t n, case_text_fn *text_of)
{
	for (size_t i = 0; i < n; i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const char *text = text_of(&arena, &cases[i]);

		if (strcmp(text, cases[i].expected) != 0)
			fail_msg("case %zu: '%s', expected '%s'", i, text, cases[i].expected);
	}
}

#endif
