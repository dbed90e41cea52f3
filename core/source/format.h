/*
 * Formats: how migration files look. Each format is one const descriptor in formats/<tool>.c and
 * one line in formats.def.
 *
 * A format turns a tree into migrations. It decides names, versions, order and sections; it fills
 * path, ranges and options, and leaves checksums to source.c. Files that it does not know are
 * reported as strays, not as errors, unless the tool itself would fail on them.
 */
#ifndef GW_SOURCE_FORMAT_H
#define GW_SOURCE_FORMAT_H

#include "base/error.h"
#include "base/map.h"
#include "base/system.h"
#include "base/vec.h"
#include "source/migration.h"
#include "source/tree.h"
#include "sql/dialect.h"
#include "sql/expansion.h"

struct gw_texts;

struct gw_notice {
	const char *path; /* NULL: of the whole source */
	const char *text; /* one phrase */
};

/* Scripts that run around migrations: hooks/before-run.sql and so on. */
enum gw_hook {
	GW_HOOK_BEFORE_RUN,
	GW_HOOK_AFTER_RUN,
	GW_HOOK_BEFORE_EACH,
	GW_HOOK_AFTER_EACH,
	GW_HOOK_COUNT
};

/* What a format reads and writes. */
struct gw_format_scan {
	struct gw_arena *arena;
	struct gw_tree *tree;
	const struct gw_dialect *dialect; /* of the target: files may be for one dialect only */
	GW_VEC(struct gw_migration *) migrations; /* out; any order, unless: */
	struct gw_map placeholders; /* out: name -> const char *, as the tool's own settings say */
	bool ordered; /* out: they are in the tool's order (yoyo's is a graph): source.c keeps it */
	GW_VEC(struct gw_notice) notices; /* out: strays and doubts */
	const char *hooks[GW_HOOK_COUNT]; /* out: paths; NULL none */

	/* For format_int.h: */
	GW_VEC(const struct gw_tree_file *) sql; /* flat *.sql files that may be migrations */
	bool has_variants; /* some file is named for one dialect, "x.mysql.sql" */
	struct gw_texts *texts; /* what was read so far, see format_int.h */
	struct gw_sha256 *hash;
	size_t evidence; /* while sniffing: files with a marker of the format's own */
	const char *evidence_path; /* the first of them */
};

/* How sure a format is that a tree is its own. */
enum gw_sniff {
	GW_SNIFF_NO,
	GW_SNIFF_MAYBE, /* names fit, and nothing speaks against it */
	GW_SNIFF_YES, /* a marker or a name that only this format has */
};

struct gw_new_file {
	const char *path; /* relative to the source */
	const char *content;
};

/* What may be put into scripts. */
struct gw_values {
	const struct gw_map *placeholders; /* name -> const char *; NULL: none are configured */
	struct gw_variables variables;
};

struct gw_format {
	const char *name; /* for --format */
	const char *summary; /* one line for people */
	enum gw_sniff (*sniff)(const struct gw_format *format, struct gw_format_scan *scan);
	bool reads_all; /* sniff() looks into every file: asked last, and not about a tree whose files
			   bear another tool's markers */
	bool (*scan)(const struct gw_format *format, struct gw_format_scan *scan,
		     struct gw_error **err);
	/* The tool's own order of versioned migrations: <0, 0, >0. */
	int (*compare)(const char *version_a, const char *version_b);
	/*
	 * What `godwit new` writes for a version (gw_next_version()) and a name as people typed it;
	 * NULL: cannot be written.
	 */
	bool (*new_file)(struct gw_arena *arena, const char *version, const char *name,
			 struct gw_format_scan *existing, struct gw_new_file **ret_files,
			 size_t *ret_count, struct gw_error **err);
	/*
	 * The tool's own way to put values into a script, for texts that ask for it: no ${name} is
	 * looked for in those. NULL: the tool has none. Stored texts are expanded as the others, so a
	 * text must tell by itself. On failure *ret_error_offset is a byte of text.
	 */
	bool (*asks_for_values)(struct gw_text *text);
	bool (*expand)(struct gw_arena *arena, struct gw_text *text, const struct gw_values *values,
		       struct gw_expansion *ret_expansion, size_t *ret_error_offset,
		       struct gw_error **err);
	/*
	 * What else holds the names or the order of the files, so that renaming one is not enough:
	 * "meta/_journal.json"; NULL (the function, or what it returns): nothing does.
	 */
	const char *(*names_kept_in)(const struct gw_tree *tree);
	const void *data; /* the format's own, where several share code */
};

/* By name; NULL when there is none. */
const struct gw_format *gw_format_find(struct gw_view name);
const struct gw_format *gw_format_at(size_t index); /* NULL after the last */

/*
 * The language of a step that is no SQL, by the suffix of its file ("Python" for x.py); NULL for
 * every other file. *ret_stem is the base name without the suffix.
 */
const char *gw_path_language(const char *path, struct gw_view *ret_stem);

/*
 * The version of a new migration in the style of those that are there: one more than the last where
 * they are counted (with the same number of digits), else stamp (gw_time_stamp()).
 */
const char *gw_next_version(struct gw_arena *arena, const struct gw_format_scan *existing,
			    const char *stamp);

/*
 * The version after last, which is digits or dotted numbers: stamp where last is a time, in its style,
 * unless the clock is behind it; else one more.
 */
const char *gw_version_after(struct gw_arena *arena, const char *last, const char *stamp);

/* Orders shared by formats. Numeric: dotted numbers, part by part, missing parts are zero. */
int gw_compare_numeric(const char *a, const char *b);
int gw_compare_text(const char *a, const char *b);

#endif
