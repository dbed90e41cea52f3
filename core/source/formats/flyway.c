/*
 * Flyway: the prefix of a name says what the file is, in any folder of the tree.
 *
 *	V1.2__add_users.sql   version 1.2       U1.2__add_users.sql   takes version 1.2 back
 *	R__views.sql          repeatable        B5__base.sql          baseline for an empty database
 *	beforeMigrate.sql     callback          V1.2__add_users.sql.conf   settings of one script
 *
 * Versions are dotted numbers of any size; "_" is a dot too, and trailing zeros mean nothing: 1,
 * 1.0 and 1_0 are one version. ${placeholders} are Flyway's default, so a file that holds one asks
 * for it to be replaced.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "source/format_int.h"

/* A file name taken apart. */
struct script_name {
	char prefix; /* V, U, R or B */
	struct gw_view version;
	struct gw_view description;
};

/* Digit groups joined by single dots or underscores. */
static bool is_version(struct gw_view text)
{
	if (gw_cut_digits(&text).n == 0)
		return false;
	while (text.n != 0) {
		if (text.p[0] != '.' && text.p[0] != '_')
			return false;
		text = gw_view_from(text, 1);
		if (gw_cut_digits(&text).n == 0)
			return false;
	}
	return true;
}

/* Without the suffix ".sql", which Flyway takes in any case of letters. */
static bool sql_stem(const char *path, struct gw_view *ret_stem)
{
	struct gw_view base = gw_path_base(path);

	if (base.n < 4 || !gw_view_is_nocase(gw_view_from(base, base.n - 4), ".sql"))
		return false;
	*ret_stem = gw_view_slice(base, 0, base.n - 4);
	return true;
}

static bool parse_stem(struct gw_view stem, struct script_name *ret_name)
{
	size_t separator = gw_view_find(stem, GW_VIEW("__"));
	size_t end = separator == GW_NOWHERE ? stem.n : separator;
	struct script_name name = {0};

	if (stem.n == 0 || strchr("VURB", stem.p[0]) == NULL)
		return false;
	name.prefix = stem.p[0];
	name.version = gw_view_slice(stem, 1, end);
	name.description = separator == GW_NOWHERE ? GW_VIEW("") : gw_view_from(stem, end + 2);
	if (name.prefix == 'R' ? name.version.n != 0 || name.description.n == 0
			       : !is_version(name.version))
		return false;
	*ret_name = name;
	return true;
}

/* Callbacks are named by their event, with a description where there are several. */
static struct gw_view event_of(struct gw_view stem)
{
	size_t separator = gw_view_find(stem, GW_VIEW("__"));

	return separator == GW_NOWHERE ? stem : gw_view_slice(stem, 0, separator);
}

/* beforeMigrate, afterEachUndo: all of Flyway's events but one are named like that. */
static bool is_event(struct gw_view event)
{
	if (gw_view_is(event, "createSchema"))
		return true;
	return (gw_cut_prefix(&event, "before") || gw_cut_prefix(&event, "after")) &&
	       event.n != 0 && event.p[0] >= 'A' && event.p[0] <= 'Z';
}

static bool is_flyway_path(const char *path)
{
	struct gw_view stem;
	struct script_name name;

	if (!sql_stem(path, &stem))
		return false;
	return is_event(event_of(stem)) ||
	       (gw_view_find(stem, GW_VIEW("__")) != GW_NOWHERE && parse_stem(stem, &name));
}

/* Files of refinery have the same names, but stand beside Rust. */
static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_tree_has_language(scan->tree, "Rust") ? GW_SNIFF_NO
							: gw_sniff_paths(scan, is_flyway_path);
}

/* As Flyway's history spells it: "1_2" is 1.2. */
static struct gw_view history_version(struct gw_arena *arena, struct gw_view version)
{
	char *text = gw_view_dup(arena, version);

	for (char *p = text; *p != '\0'; p++) {
		if (*p == '_')
			*p = '.';
	}
	return gw_view_of(text);
}

/* The prefix and the version; equal versions have equal keys: V01.2.0 and V1.2 both give "V1.2.". */
static struct gw_view version_key(struct gw_arena *arena, char prefix, struct gw_view version)
{
	GW_STR_AUTO struct gw_str key = {0};
	struct gw_view part;
	size_t zeros = 0;

	gw_str_putc(&key, prefix);
	while (gw_view_next_field(&version, '.', &part)) {
		part = gw_number_key(part);
		if (gw_view_is(part, "0")) {
			zeros++;
			continue;
		}
		for (; zeros > 0; zeros--)
			gw_str_puts(&key, "0.");
		gw_str_add(&key, part);
		gw_str_putc(&key, '.');
	}
	return gw_view_of(gw_str_take(&key, arena));
}

/* --- settings of one script ------------------------------------------------------------------- */

struct script_config {
	bool transaction;
	bool placeholders;
	bool execute;
};

/* One "key=value" of a .conf file; offset is where the value begins. */
static bool apply_setting(struct gw_format_scan *scan, const char *path, struct gw_view text,
			  struct gw_view key, struct gw_view value, struct script_config *config,
			  struct gw_error **err)
{
	const struct {
		const char *key;
		bool *flag;
	} flags[] = {
		{"executeInTransaction", &config->transaction},
		{"placeholderReplacement", &config->placeholders},
		{"shouldExecute", &config->execute},
	};

	for (size_t i = 0; i < GW_COUNT(flags); i++) {
		if (!gw_view_is(key, flags[i].key))
			continue;
		return gw_parse_switch(value, flags[i].flag) ||
		       gw_scan_fail(scan, path, text, (size_t)(value.p - text.p), value.n, err,
				    "%s must be true or false here; godwit evaluates no expression",
				    flags[i].key);
	}
	if (gw_view_is(key, "encoding") && !gw_view_is_nocase(value, "UTF-8"))
		return gw_scan_fail(scan, path, text, (size_t)(value.p - text.p), value.n, err,
				    "the script is in %.*s; godwit reads UTF-8 only",
				    GW_VIEW_ARG(value));
	if (!gw_view_is(key, "encoding"))
		gw_scan_notice(scan, path, "the setting '%.*s' is not known to godwit",
			       GW_VIEW_ARG(key));
	return true;
}

static bool read_config(struct gw_format_scan *scan, const char *script,
			struct script_config *ret_config, struct gw_error **err)
{
	const char *path = gw_format(scan->arena, "%s.conf", script);
	struct script_config config = {.transaction = true, .placeholders = true, .execute = true};
	struct gw_text *text;
	struct gw_lines lines;
	struct gw_line line;

	*ret_config = config;
	if (gw_tree_find(scan->tree, path) == NULL)
		return true;
	if (!gw_scan_read(scan, path, &text, err))
		return false;
	gw_lines_init(&lines, text);
	while (gw_lines_next(&lines, &line)) {
		struct gw_view trimmed = gw_view_trim(line.text);
		struct gw_view key;
		struct gw_view value;

		if (trimmed.n == 0 || trimmed.p[0] == '#' || trimmed.p[0] == '!' ||
		    !gw_cut_at(trimmed, '=', &key, &value))
			continue;
		if (!apply_setting(scan, path, text->view, gw_view_trim(key), gw_view_trim(value),
				   &config, err))
			return false;
	}
	*ret_config = config;
	return true;
}

/* --- files ------------------------------------------------------------------------------------ */

/* While the files are walked. */
struct walk {
	struct gw_format_scan *scan;
	struct gw_map by_version; /* version_key() -> struct gw_migration * */
};

/* The section is the whole file, with the settings that stand beside it. */
static void add_section(struct gw_format_scan *scan, struct gw_migration *migration,
			enum gw_direction direction, const char *path,
			const struct script_config *config)
{
	gw_section_add(scan, migration, direction, path, 0, GW_NOWHERE);
	migration->sections[direction].transaction_off = !config->transaction;
	if (direction == GW_UP)
		migration->placeholders = config->placeholders ? GW_PLACEHOLDER_DOLLAR
							       : GW_PLACEHOLDER_OFF;
	else if (config->placeholders != (migration->placeholders == GW_PLACEHOLDER_DOLLAR))
		gw_scan_notice(scan, path, "placeholderReplacement is that of the V file");
}

static bool add_up(struct walk *walk, const char *path, const struct script_name *name,
		   const struct script_config *config, struct gw_error **err)
{
	static const struct {
		char prefix;
		enum gw_migration_kind kind;
	} kinds[] = {{'V', GW_MIGRATION_VERSIONED},
		     {'R', GW_MIGRATION_REPEATABLE},
		     {'B', GW_MIGRATION_BASELINE}};
	struct gw_format_scan *scan = walk->scan;
	struct gw_view version = {0};
	struct gw_migration *migration;
	const struct gw_migration *other = NULL;
	size_t i = 0;

	while (kinds[i].prefix != name->prefix)
		i++;
	if (kinds[i].kind != GW_MIGRATION_REPEATABLE)
		version = history_version(scan->arena, name->version);
	migration = gw_scan_add(scan, kinds[i].kind, version, name->description, path);
	if (kinds[i].kind != GW_MIGRATION_REPEATABLE)
		other = gw_map_put(scan->arena, &walk->by_version,
				   version_key(scan->arena, name->prefix, version), migration);
	if (other != NULL)
		return gw_scan_fail_duplicate(scan, migration->version, other->path, path, err);
	add_section(scan, migration, GW_UP, path, config);
	return true;
}

static bool add_undo(struct walk *walk, const char *path, const struct script_name *name,
		     const struct script_config *config, struct gw_error **err)
{
	struct gw_format_scan *scan = walk->scan;
	struct gw_view version = history_version(scan->arena, name->version);
	struct gw_migration *migration = gw_map_get(&walk->by_version,
						    version_key(scan->arena, 'V', version));

	if (migration == NULL) {
		gw_scan_stray(scan, path, "there is no V file of this version");
		return true;
	}
	if (migration->sections[GW_DOWN].present)
		return gw_scan_fail_duplicate(scan, migration->version,
					      migration->sections[GW_DOWN].ranges.items[0].path,
					      path, err);
	add_section(scan, migration, GW_DOWN, path, config);
	return true;
}

/* *ret_is_callback is false for names that are none. */
static bool add_callback(struct gw_format_scan *scan, const char *path, struct gw_view stem,
			 bool *ret_is_callback, struct gw_error **err)
{
	static const struct {
		const char *event;
		enum gw_hook hook;
	} events[] = {
		{"beforeMigrate", GW_HOOK_BEFORE_RUN},
		{"afterMigrate", GW_HOOK_AFTER_RUN},
		{"beforeEachMigrate", GW_HOOK_BEFORE_EACH},
		{"afterEachMigrate", GW_HOOK_AFTER_EACH},
	};
	struct gw_view event = event_of(stem);

	*ret_is_callback = true;
	for (size_t i = 0; i < GW_COUNT(events); i++) {
		if (gw_view_is(event, events[i].event))
			return gw_scan_hook(scan, events[i].hook, path, events[i].event, err);
	}
	*ret_is_callback = is_event(event);
	if (*ret_is_callback)
		gw_scan_notice(scan, path, "godwit has no event %.*s, so the callback is not run",
			       GW_VIEW_ARG(event));
	return true;
}

static void note_other_file(struct gw_format_scan *scan, const char *path)
{
	struct script_name name;
	struct gw_view stem;
	const char *language = gw_path_language(path, &stem);

	if (language != NULL && parse_stem(stem, &name))
		gw_scan_external(scan, path, language);
}

/* One .sql file; undo scripts are for the second pass, when all versions are known. */
static bool add_script(struct walk *walk, const char *path, struct gw_view stem, bool undo_pass,
		       struct gw_error **err)
{
	struct script_name name;
	struct script_config config;
	bool is_callback;

	if (!parse_stem(stem, &name)) {
		if (undo_pass)
			return true;
		if (!add_callback(walk->scan, path, stem, &is_callback, err))
			return false;
		if (!is_callback)
			gw_scan_stray(walk->scan, path,
				      "its name is not one of Flyway's (V1__name.sql)");
		return true;
	}
	if ((name.prefix == 'U') != undo_pass)
		return true;
	if (!read_config(walk->scan, path, &config, err))
		return false;
	if (!config.execute) {
		gw_scan_notice(walk->scan, path, "left out, as its .conf says shouldExecute=false");
		return true;
	}
	return undo_pass ? add_undo(walk, path, &name, &config, err)
			 : add_up(walk, path, &name, &config, err);
}

/* In a description Flyway reads "_" as a blank, and orders repeatables by that. */
static int compare_descriptions(const char *a, const char *b)
{
	for (;; a++, b++) {
		unsigned char left = *a == '_' ? ' ' : (unsigned char)*a;
		unsigned char right = *b == '_' ? ' ' : (unsigned char)*b;

		if (left != right)
			return left < right ? -1 : 1;
		if (left == '\0')
			return 0;
	}
}

/* By version, a baseline before the migration that it stands for; then the repeatables. */
static int compare_migrations(const void *left, const void *right)
{
	const struct gw_migration *a = *(const struct gw_migration *const *)left;
	const struct gw_migration *b = *(const struct gw_migration *const *)right;
	int order;

	if (a->version == NULL && b->version == NULL)
		return compare_descriptions(a->name, b->name);
	if (a->version == NULL || b->version == NULL)
		return a->version == NULL ? 1 : -1;
	order = gw_compare_numeric(a->version, b->version);
	return order != 0 ? order : (int)b->kind - (int)a->kind;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	struct walk walk = {.scan = scan};
	const struct gw_tree *tree = scan->tree;

	for (size_t i = 0; i < 2 * tree->nfiles; i++) {
		bool undo_pass = i >= tree->nfiles;
		const char *path = tree->files[i % tree->nfiles].path;
		struct gw_view stem;

		if (gw_path_is_hook(path))
			continue;
		if (!sql_stem(path, &stem)) {
			if (!undo_pass)
				note_other_file(scan, path);
		} else if (!add_script(&walk, path, stem, undo_pass, err)) {
			return false;
		}
	}
	if (scan->migrations.n != 0)
		qsort(scan->migrations.items, scan->migrations.n, sizeof(*scan->migrations.items),
		      compare_migrations);
	scan->ordered = true;
	return true;
}

const struct gw_format gw_format_flyway = {
	.name = "flyway",
	.summary = "Flyway: V1__name.sql, U1__name.sql, R__name.sql, B1__name.sql",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numeric,
	.new_file = gw_new_v_file,
};
