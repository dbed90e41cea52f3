/*
 * Cases for one format: the files of a tree, and what scanning it must give, written down as text.
 *
 *	versioned 1.2 add_users V1.2__add_users.sql       kind, version, name, path, then the flags
 *	  up "CREATE TABLE t();"                           text of the ranges, newlines as "/"
 *	  down off "DROP TABLE t;"                         off: outside a transaction
 *	notice x.sql: is not run: ...
 *	hook 1 afterMigrate.sql                            number of enum gw_hook
 *
 * Where the format does not deliver the order itself, migrations are sorted by its compare().
 */
#ifndef TESTS_UNIT_SOURCE_SCAN_CASE_H
#define TESTS_UNIT_SOURCE_SCAN_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "tree_double.h"

enum { MAX_CASE_FILES = 8 };

struct scan_case {
	const char *title;
	struct double_file files[MAX_CASE_FILES];
	const char *expected; /* NULL: the scan fails */
	enum gw_code code;
	const char *message; /* a part of the error's message */
	unsigned line; /* of the error's place; 0: none */
	const struct gw_dialect *dialect; /* NULL: PostgreSQL */
};

static inline size_t case_file_count(const struct double_file *files)
{
	size_t n = 0;

	while (n < MAX_CASE_FILES && files[n].path != NULL)
		n++;
	return n;
}

static inline void write_section(struct gw_str *out, const char *name,
				 const struct double_file *files, const struct gw_section *section)
{
	if (!section->present)
		return;
	gw_str_printf(out, "  %s%s", name, section->transaction_off ? " off" : "");
	for (size_t i = 0; i < section->ranges.n; i++) {
		struct gw_view text = tree_double_range(files, case_file_count(files),
							section->ranges.items[i]);

		gw_str_puts(out, " \"");
		for (size_t k = 0; k < text.n; k++)
			gw_str_putc(out, text.p[k] == '\n' ? '/' : text.p[k]);
		gw_str_putc(out, '"');
	}
	gw_str_putc(out, '\n');
}

static inline void write_migration(struct gw_str *out, const struct double_file *files,
				   const struct gw_migration *migration)
{
	const struct gw_migration_options *options = gw_migration_options(migration);

	gw_str_printf(out, "%s %s %s %s%s%s", gw_migration_kind_name(migration->kind),
		      migration->version != NULL ? migration->version : "-", migration->name,
		      migration->path, options->allow_out_of_order ? " late" : "",
		      options->placeholders == GW_PLACEHOLDER_DOLLAR ? " placeholders" : "");
	for (size_t i = 0; i < options->depends.n; i++)
		gw_str_printf(out, " <%s", options->depends.items[i]);
	gw_str_putc(out, '\n');
	write_section(out, "up", files, &migration->sections[GW_UP]);
	write_section(out, "down", files, &migration->sections[GW_DOWN]);
	write_section(out, "verify", files, &migration->sections[GW_VERIFY]);
}

static inline bool comes_before(const struct gw_format *format, const struct gw_migration *a,
				const struct gw_migration *b)
{
	if (a->version == NULL || b->version == NULL)
		return a->version != NULL;
	return format->compare(a->version, b->version) <= 0;
}

static inline void sort_migrations(const struct gw_format *format, struct gw_format_scan *scan)
{
	for (size_t i = 1; !scan->ordered && i < scan->migrations.n; i++) {
		struct gw_migration *moved = scan->migrations.items[i];
		size_t k = i;

		for (; k > 0 && !comes_before(format, scan->migrations.items[k - 1], moved); k--)
			scan->migrations.items[k] = scan->migrations.items[k - 1];
		scan->migrations.items[k] = moved;
	}
}

static inline void write_scan(struct gw_str *out, const struct double_file *files,
			      const struct gw_format_scan *scan)
{
	for (size_t i = 0; i < scan->migrations.n; i++)
		write_migration(out, files, scan->migrations.items[i]);
	for (size_t i = 0; i < scan->notices.n; i++)
		gw_str_printf(out, "notice %s: %s\n", scan->notices.items[i].path,
			      scan->notices.items[i].text);
	for (int i = 0; i < GW_HOOK_COUNT; i++) {
		if (scan->hooks[i] != NULL)
			gw_str_printf(out, "hook %d %s\n", i, scan->hooks[i]);
	}
}

static inline void check_failure(const struct scan_case *c, const struct gw_error *error)
{
	assert_int_equal(error->code, c->code);
	if (strstr(error->message, c->message) == NULL)
		fail_msg("%s: \"%s\" is not in \"%s\"", c->title, c->message, error->message);
	assert_int_equal(error->location.line, c->line);
}

static inline void check_case(const struct gw_format *format, const struct scan_case *c)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_SCAN_AUTO struct gw_format_scan scan = {0};
	GW_STR_AUTO struct gw_str out = {0};

	gw_scan_init(&scan, &arena, tree_double(&arena, c->files, case_file_count(c->files)),
		     c->dialect != NULL ? c->dialect : &gw_dialect_postgres);
	if (!format->scan(format, &scan, &error)) {
		if (c->expected != NULL)
			fail_msg("%s: %s", c->title, error->message);
		check_failure(c, error);
		return;
	}
	if (c->expected == NULL)
		fail_msg("%s: scanned without a failure", c->title);
	sort_migrations(format, &scan);
	write_scan(&out, c->files, &scan);
	if (strcmp(gw_str_text(&out), c->expected) != 0)
		print_message("case: %s\n", c->title);
	assert_string_equal(gw_str_text(&out), c->expected);
}

static inline void check_cases(const struct gw_format *format, const struct scan_case *cases,
			       size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_case(format, &cases[i]);
}

static inline enum gw_sniff sniff_files(const struct gw_format *format,
					const struct double_file *files)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_SCAN_AUTO struct gw_format_scan scan = {0};

	gw_scan_init(&scan, &arena, tree_double(&arena, files, case_file_count(files)),
		     &gw_dialect_postgres);
	return format->sniff(format, &scan);
}

/* What new_file() writes beside files: path, a line, content; for each file. */
static inline char *new_files(struct gw_arena *arena, const struct gw_format *format,
			      const struct double_file *files, const char *version,
			      const char *name)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_SCAN_AUTO struct gw_format_scan scan = {0};
	GW_STR_AUTO struct gw_str out = {0};
	struct gw_new_file *made;
	size_t count;

	gw_scan_init(&scan, arena, tree_double(arena, files, case_file_count(files)),
		     &gw_dialect_postgres);
	assert_true(format->scan(format, &scan, &error));
	assert_true(format->new_file(arena, version, name, &scan, &made, &count, &error));
	for (size_t i = 0; i < count; i++)
		gw_str_printf(&out, "%s\n%s", made[i].path, made[i].content);
	return gw_str_take(&out, arena);
}

#endif
