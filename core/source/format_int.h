/*
 * What formats share: reading files of the tree, cutting names, walking lines and markers, building
 * migrations, reporting strays and mistakes, recognising markers, writing new files.
 *
 *	names.c     names of files
 *	lines.c     lines, comments, options of a marker
 *	texts.c     the texts of a tree, each read once
 *	scan.c      migrations, pairs, notices, errors
 *	sniff.c     recognising formats, and choosing one
 *	settings.c  settings files of other tools
 *	variables.c variables of the environment in a script
 *	foreign.c   what only other tools have: a folder for each migration, steps that are no SQL
 *	new_file.c  templates of `godwit new`
 */
#ifndef GW_SOURCE_FORMAT_INT_H
#define GW_SOURCE_FORMAT_INT_H

#include "base/map.h"
#include "source/format.h"

/* --- names ------------------------------------------------------------------------------------ */

/* The last part of a path, and what stands before it ("" at the top, no slash at the end). */
struct gw_view gw_path_base(const char *path);
struct gw_view gw_path_folder(const char *path);
/* Whether the file lies directly in the tree. */
bool gw_path_is_flat(const char *path);

/* Cuts the ASCII digits at the start off *rest; empty when there are none. */
struct gw_view gw_cut_digits(struct gw_view *rest);
/* As above with dotted groups, "1.2.10": a dot is only taken when a digit follows. */
struct gw_view gw_cut_dotted(struct gw_view *rest);
/* Cuts the v off "v1" and "V1"; false and untouched when no digit follows it. */
bool gw_cut_v(struct gw_view *rest);
/* Cuts the separators "_", "-" and "." between version and name; false when there is none. */
bool gw_cut_separator(struct gw_view *rest);
/* Removes suffix (prefix) when *rest has it. */
bool gw_cut_suffix(struct gw_view *rest, const char *suffix);
bool gw_cut_prefix(struct gw_view *rest, const char *prefix);
/* Splits at the first separator; false (outputs untouched) when there is none. */
bool gw_cut_at(struct gw_view text, char separator, struct gw_view *ret_left,
	       struct gw_view *ret_right);
/* The digits without leading zeros ("0" stays): equal numbers have equal keys. */
struct gw_view gw_number_key(struct gw_view digits);
bool gw_is_blank(struct gw_view text); /* nothing but white space */

/*
 * Variants: "x.postgres.up.sql" beside "x.up.sql". Cuts the dialect's name off the end of *stem
 * ("x.postgres"); NULL and untouched when it ends in none.
 */
const struct gw_dialect *gw_cut_variant(struct gw_view *stem);
/*
 * Whether a flat file stem + suffix is left out in favour of another: it is for another dialect, or
 * generic while the tree has one for ours. *stem loses the dialect's name.
 */
bool gw_scan_is_hidden(struct gw_format_scan *scan, struct gw_view *stem, const char *suffix);

/* --- lines ------------------------------------------------------------------------------------ */

/* A line of a file. Offsets are bytes of the file. */
struct gw_line {
	struct gw_view text; /* without LF or CRLF */
	size_t start;
	size_t end; /* after LF: where the next line starts */
};

/* A walk over the lines of a text; a BOM is passed over. Memory of large texts is given back. */
struct gw_lines {
	struct gw_text *text;
	size_t offset;
};

/* Bytes of the byte order mark at the start of a file, 0 when it has none. */
size_t gw_bom_size(struct gw_view text);
void gw_lines_init(struct gw_lines *lines, struct gw_text *text);
bool gw_lines_next(struct gw_lines *lines, struct gw_line *ret_line);
/* The next line that begins with "--" after blanks; others are passed over fast. */
bool gw_lines_next_comment(struct gw_lines *lines, struct gw_line *ret_line);

/* Whether the line is blank or, after blanks, a "--" comment. */
bool gw_line_is_idle(struct gw_view line);
/* What follows "--" at column 0 and blanks; false when the line does not begin so. */
bool gw_line_comment(struct gw_view line, struct gw_view *ret_rest);
/*
 * What follows prefix on a marker line, "-- godwit:up x" with prefix "godwit:" gives "up x": "--"
 * at column 0, any blanks, prefix. False when the line is no such marker.
 */
bool gw_line_marker(struct gw_view line, const char *prefix, struct gw_view *ret_rest);

/* One "key=value" of a marker line; value.p is NULL when there is no separator. */
struct gw_option {
	struct gw_view word;
	struct gw_view key;
	struct gw_view value;
};
bool gw_option_next(struct gw_view *rest, char separator, struct gw_option *ret_option);
/* on, true, yes / off, false, no; in any case of letters. False: neither. */
bool gw_parse_switch(struct gw_view word, bool *ret_value);

/* --- texts ------------------------------------------------------------------------------------ */

/* A file that was read. */
struct gw_read_file {
	struct gw_text text;
	struct gw_digest digest; /* see gw_file_digest() */
	bool has_digest;
};

/*
 * The texts of a tree: small ones are kept (up to a limit in all), of the others only the last.
 * {0} is empty.
 */
struct gw_texts {
	struct gw_tree *tree;
	struct gw_arena arena; /* for what lives as long as the texts */
	struct gw_ahead *ahead; /* reads what will be asked for next; NULL: nobody does */
	struct gw_map kept; /* path -> struct gw_read_file * */
	GW_VEC(struct gw_read_file *) owned;
	size_t kept_bytes;
	struct gw_read_file last; /* one that is not kept */
	const char *last_path;
	struct gw_read_file *recent; /* the one that was asked for last */
	const char *recent_path;
};

void gw_texts_done(struct gw_texts *texts);
#define GW_TEXTS_AUTO GW_CLEANUP(gw_texts_done)
/* The text of a file of the tree; valid until the next file is read. It may begin with a BOM. */
GW_MUST_USE bool gw_texts_read(struct gw_texts *texts, const char *path, struct gw_text **ret_text,
			       struct gw_error **err);
/* The checksum of the file that was read last, where it is known by now. */
bool gw_texts_digest(const struct gw_texts *texts, const char *path, struct gw_digest *ret_digest);
/*
 * From here on files are asked for in the order of this list, which stays the caller's, and has those that
 * are not kept: where that is worth it they are read ahead.
 */
void gw_texts_read_ahead(struct gw_texts *texts, const char *const *paths, size_t n);

/* --- scanning --------------------------------------------------------------------------------- */

/* An empty scan of tree; its texts and lists are freed by gw_scan_done(), all else is in the arena. */
void gw_scan_init(struct gw_format_scan *scan, struct gw_arena *arena, struct gw_tree *tree,
		  const struct gw_dialect *dialect);
void gw_scan_done(struct gw_format_scan *scan);
#define GW_SCAN_AUTO GW_CLEANUP(gw_scan_done)

/* The format is known, and will read the flat "*.sql" files in order of path, or most of them. */
void gw_scan_read_ahead(struct gw_format_scan *scan);

/* gw_texts_read() for the scan's tree. */
GW_MUST_USE bool gw_scan_read(struct gw_format_scan *scan, const char *path,
			      struct gw_text **ret_text, struct gw_error **err);

/*
 * The same to find out what the tree is: false for files that are too large to be looked into, and for
 * what cannot be read, which is reported when the chosen format reads it.
 */
bool gw_scan_peek(struct gw_format_scan *scan, const char *path, struct gw_text **ret_text);

/*
 * The next flat "*.sql" file that may be a migration, in order of path; start with *index = 0, NULL
 * at the end. Files that start with "_" are passed over with a notice. For sniffing, scan->sql has
 * the same files.
 */
const char *gw_scan_next_sql(struct gw_format_scan *scan, size_t *index);

/*
 * A new migration; version and name are copied, an absent version is NULL. path must be the
 * tree's.
 */
struct gw_migration *gw_scan_add(struct gw_format_scan *scan, enum gw_migration_kind kind,
				 struct gw_view version, struct gw_view name, const char *path);
/* What the file says of the migration, to be filled in. */
struct gw_migration_options *gw_scan_options(struct gw_format_scan *scan,
					     struct gw_migration *migration);
/*
 * Adds bytes [start, end) of path to a section, which is then present. end GW_NOWHERE: to the end.
 */
void gw_section_add(struct gw_format_scan *scan, struct gw_migration *migration,
		    enum gw_direction direction, const char *path, size_t start, size_t end);
/* The same for text that goes on where the range before it ends, in the middle of a line or not. */
void gw_section_continue(struct gw_format_scan *scan, struct gw_migration *migration,
			 enum gw_direction direction, const char *path, size_t start, size_t end);
/* The section is the whole file; false (with GW_E_DUPLICATE) when another file is it already. */
GW_MUST_USE bool gw_section_take_file(struct gw_format_scan *scan, struct gw_migration *migration,
				      enum gw_direction direction, const char *path,
				      struct gw_error **err);

/* Up and down of one migration from several files: find by key, or add. */
struct gw_pairs {
	struct gw_map by_key;
};
struct gw_migration *gw_pairs_get(struct gw_format_scan *scan, struct gw_pairs *pairs,
				  struct gw_view key, enum gw_migration_kind kind,
				  struct gw_view version, struct gw_view name, const char *path);
/*
 * After all files: migrations without up section are removed from the scan with a notice
 * ("has no up file"), as a down alone cannot be applied.
 */
void gw_pairs_finish(struct gw_format_scan *scan);

/*
 * For formats whose identity is more than the number: migration has the number of other, and gets
 * its whole name as its version, with a notice.
 */
void gw_scan_separate(struct gw_format_scan *scan, struct gw_migration *migration,
		      const struct gw_migration *other);

/* A file that will not be run, and why ("its name has no version"). */
void gw_scan_stray(struct gw_format_scan *scan, const char *path, const char *why);
/* Anything else worth saying; path NULL: of the whole source. */
void gw_scan_notice(struct gw_format_scan *scan, const char *path, const char *format, ...)
	GW_PRINTF(3, 4);

/* GW_E_FORMAT at length bytes at offset of text, the file's; GW_NOWHERE: of the file as a whole. */
bool gw_scan_fail(struct gw_format_scan *scan, const char *path, struct gw_view text, size_t offset,
		  size_t length, struct gw_error **err, const char *format, ...) GW_PRINTF(7, 8);
/* GW_E_DUPLICATE: both files are version. */
bool gw_scan_fail_duplicate(struct gw_format_scan *scan, const char *version, const char *path,
			    const char *other_path, struct gw_error **err);

/* --- sniffing --------------------------------------------------------------------------------- */

/*
 * A walk over the flat .sql files that sniffing looks into: some hundred, spread evenly. Each has been
 * read then; large ones are passed over, but for the first file where there is no small one.
 */
struct gw_sample {
	struct gw_format_scan *scan;
	size_t index; /* of the next */
	size_t stride;
	size_t seen;
};
void gw_sample_init(struct gw_sample *sample, struct gw_format_scan *scan);
bool gw_sample_next(struct gw_sample *sample, const char **ret_path, struct gw_text **ret_text);

typedef bool gw_line_test(struct gw_view line);
/*
 * Looks for lines at column 0 that only this format has (each begins with "--") in the flat .sql
 * files: YES when most files have one. What is found in any file counts as evidence: where two
 * formats have evidence, the driver refuses the mixture.
 */
enum gw_sniff gw_sniff_markers(struct gw_format_scan *scan, gw_line_test *is_marker);
/* The same without evidence, for lines that occur elsewhere too. */
enum gw_sniff gw_sniff_lines(struct gw_format_scan *scan, gw_line_test *is_marker);
/* YES when most flat .sql files have such a name (the base name is passed), else NO. */
enum gw_sniff gw_sniff_names(struct gw_format_scan *scan, gw_line_test *is_name);

/* The format for a scan: named, or sniffed when name is NULL or "auto". */
GW_MUST_USE bool gw_format_choose(struct gw_format_scan *scan, const char *name,
				  const struct gw_format **ret_format, bool *ret_sniffed,
				  struct gw_error **err);

/* --- foreign ---------------------------------------------------------------------------------- */

/* Whether the file is in hooks/, which godwit itself reads beside every format. */
bool gw_path_is_hook(const char *path);
/* The next folder at the top of the tree but hooks, in order of name; start with *index = 0. */
bool gw_scan_next_folder(struct gw_format_scan *scan, size_t *index, struct gw_view *ret_folder);
/* The path of folder/name as listed; NULL when the tree has no such file. */
const char *gw_scan_find_in(struct gw_format_scan *scan, struct gw_view folder, const char *name);
/* Whether the path is FOLDER/name, one level down; *ret_folder is then FOLDER. */
bool gw_path_is_in_folder(const char *path, const char *name, struct gw_view *ret_folder);
/* Whether a folder at the top of the tree has a file of this name. */
bool gw_tree_has_in_folder(const struct gw_tree *tree, const char *name);
/* Where the next line starts, when only blanks stand before it; else offset itself. */
size_t gw_skip_line_end(struct gw_view text, size_t offset);
/* Every .sql file of the tree that lies outside the folders: a stray. */
void gw_scan_stray_flat_sql(struct gw_format_scan *scan);

bool gw_tree_has_language(const struct gw_tree *tree, const char *language);
/* Says that the file is a migration in that language, which godwit cannot run. */
void gw_scan_external(struct gw_format_scan *scan, const char *path, const char *language);

/*
 * Makes the script a hook. A second one for the same event is GW_E_FORMAT, as godwit runs one for
 * each; event is the tool's name of it.
 */
GW_MUST_USE bool gw_scan_hook(struct gw_format_scan *scan, enum gw_hook hook, const char *path,
			      const char *event, struct gw_error **err);

/* YES when most .sql files of the whole tree but hooks have such a path, else NO. */
enum gw_sniff gw_sniff_paths(struct gw_format_scan *scan, bool (*is_mine)(const char *path));

/* Order of names that begin with a number: by the number, then the rest as text. */
int gw_compare_numbered(const char *a, const char *b);

/* --- settings --------------------------------------------------------------------------------- */

/* A walk over the settings of a .conf or TOML file. */
struct gw_settings {
	struct gw_arena *arena;
	struct gw_lines lines;
	bool is_toml;
	struct gw_view table;
};

struct gw_setting_line {
	struct gw_view key; /* with the TOML table in front: "flyway.sqlMigrationPrefix" */
	struct gw_view value; /* a list without its brackets, see gw_setting_element() */
	struct gw_view raw; /* as it is written, in the file's text */
	bool unreadable; /* TOML that goes over several lines, holds escapes, or a table */
};

void gw_settings_init(struct gw_settings *settings, struct gw_arena *arena, struct gw_text *text,
		      bool is_toml);
bool gw_settings_next(struct gw_settings *settings, struct gw_setting_line *ret_setting);
/* Cuts the next element that is not empty off a list; false at the end. */
bool gw_setting_element(struct gw_view *rest, struct gw_view *ret_element);

/* --- variables -------------------------------------------------------------------------------- */

/*
 * Expands the variables in bytes [start, end) of the expander's text, which are a line or a part of
 * one. GW_E_PLACEHOLDER, with *ret_error_offset in the text, for what is malformed, and for a
 * variable that must be set and is not.
 */
GW_MUST_USE bool gw_expand_variables(struct gw_expander *expander, size_t start, size_t end,
				     const struct gw_variables *variables, size_t *ret_error_offset,
				     struct gw_error **err);

/* --- new files -------------------------------------------------------------------------------- */

/* "Add users!" as part of a file name: letters, digits and separator only, "Add_users". */
char *gw_new_slug(struct gw_arena *arena, const char *name, char separator);
/* One file, or a pair. Paths and contents must live as long as arena. */
void gw_new_one(struct gw_arena *arena, const char *path, const char *content,
		struct gw_new_file **ret_files, size_t *ret_count);
void gw_new_two(struct gw_arena *arena, const char *up_path, const char *up_content,
		const char *down_path, const char *down_content, struct gw_new_file **ret_files,
		size_t *ret_count);

#endif
