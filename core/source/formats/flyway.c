/*
 * Flyway: the prefix of a name says what the file is, in any folder of the tree.
 *
 *	V1.2__add_users.sql   version 1.2       U1.2__add_users.sql   takes version 1.2 back
 *	R__views.sql          repeatable        B5__base.sql          baseline for an empty database
 *	beforeMigrate.sql     callback          V1.2__add_users.sql.conf   settings of one script
 *
 * Prefixes, separator and suffixes are as flyway.toml or flyway.conf says, see flyway_settings.c.
 * Versions are dotted numbers of any size; "_" is a dot too, and trailing zeros mean nothing: 1,
 * 1.0 and 1_0 are one version. ${placeholders} are Flyway's default, so a file that holds one asks
 * for it to be replaced.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/str.h"
#include "source/formats/flyway_int.h"

/* A file name taken apart. */
struct script_name {
	enum gw_flyway_kind kind;
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

/* Without its suffix, which Flyway takes in any case of letters. */
static bool script_stem(const struct gw_flyway_settings *settings, const char *path,
			struct gw_view *ret_stem)
{
	struct gw_view base = gw_path_base(path);

	for (size_t i = 0; i < settings->suffixes.n; i++) {
		size_t n = strlen(settings->suffixes.items[i]);

		if (base.n < n ||
		    !gw_view_is_nocase(gw_view_from(base, base.n - n), settings->suffixes.items[i]))
			continue;
		*ret_stem = gw_view_slice(base, 0, base.n - n);
		return true;
	}
	return false;
}

/* Cuts the prefix off; where several fit, the longest. */
static bool cut_kind(const struct gw_flyway_settings *settings, struct gw_view *rest,
		     enum gw_flyway_kind *ret_kind)
{
	const char *longest = NULL;

	for (enum gw_flyway_kind kind = 0; kind < GW_FLYWAY_KIND_COUNT; kind++) {
		const char *prefix = settings->prefixes[kind];

		if (gw_view_starts(*rest, prefix) &&
		    (longest == NULL || strlen(prefix) > strlen(longest))) {
			longest = prefix;
			*ret_kind = kind;
		}
	}
	return longest != NULL && gw_cut_prefix(rest, longest);
}

/* What stands before the first separator, and after it; all of the text when there is none. */
static struct gw_view cut_separator(const struct gw_flyway_settings *settings, struct gw_view text,
				    struct gw_view *ret_rest)
{
	size_t at = gw_view_find(text, gw_view_of(settings->separator));

	*ret_rest = at == GW_NOWHERE ? GW_VIEW("")
				     : gw_view_from(text, at + strlen(settings->separator));
	return at == GW_NOWHERE ? text : gw_view_slice(text, 0, at);
}

static bool parse_stem(const struct gw_flyway_settings *settings, struct gw_view stem,
		       struct script_name *ret_name)
{
	struct script_name name = {0};

	if (!cut_kind(settings, &stem, &name.kind))
		return false;
	name.version = cut_separator(settings, stem, &name.description);
	if (name.kind == GW_FLYWAY_REPEATABLE ? name.version.n != 0 || name.description.n == 0
					      : !is_version(name.version))
		return false;
	*ret_name = name;
	return true;
}

/* Callbacks are named by their event, with a description where there are several. */
static struct gw_view event_of(const struct gw_flyway_settings *settings, struct gw_view stem)
{
	struct gw_view description;

	return cut_separator(settings, stem, &description);
}

/* beforeMigrate, afterEachUndo: all of Flyway's events but one are named like that. */
static bool is_event(struct gw_view event)
{
	if (gw_view_is(event, "createSchema"))
		return true;
	return (gw_cut_prefix(&event, "before") || gw_cut_prefix(&event, "after")) &&
	       event.n != 0 && gw_is_upper(event.p[0]);
}

static bool is_flyway_name(const struct gw_flyway_settings *settings, struct gw_view stem)
{
	struct script_name name;

	return is_event(event_of(settings, stem)) ||
	       (gw_view_find(stem, gw_view_of(settings->separator)) != GW_NOWHERE &&
		parse_stem(settings, stem, &name));
}

/* Files of refinery have the same names, but stand beside Rust. */
static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_flyway_settings settings;
	const struct gw_tree *tree = scan->tree;
	size_t all = 0, mine = 0;

	if (gw_tree_has_language(tree, "Rust"))
		return GW_SNIFF_NO;
	/* What cannot be honoured is told when the format is chosen. */
	(void)!gw_flyway_settings_read(scan, &settings, &ignored);
	/* Until too few are left for most to be its own. */
	for (size_t i = 0; i < tree->nfiles && mine + tree->nfiles - i > all - mine; i++) {
		struct gw_view stem;

		if (gw_path_is_hook(tree->files[i].path) ||
		    !script_stem(&settings, tree->files[i].path, &stem))
			continue;
		all++;
		mine += is_flyway_name(&settings, stem);
	}
	return 2 * mine > all ? GW_SNIFF_YES : GW_SNIFF_NO;
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

/* The kind and the version; equal versions have equal keys: V01.2.0 and V1.2 both give "V1.2.". */
static struct gw_view version_key(struct gw_arena *arena, enum gw_flyway_kind kind,
				  struct gw_view version)
{
	GW_STR_AUTO struct gw_str key = {0};
	struct gw_view part;
	size_t zeros = 0;

	gw_str_putc(&key, kind == GW_FLYWAY_BASELINE ? 'B' : 'V');
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

static bool read_config(struct gw_format_scan *scan, const char *script,
			struct gw_flyway_script *config, struct gw_error **err)
{
	const char *path = gw_format(scan->arena, "%s.conf", script);
	struct gw_settings settings;
	struct gw_setting_line setting;
	struct gw_text *text;

	if (gw_tree_find(scan->tree, path) == NULL)
		return true;
	if (!gw_scan_read(scan, path, &text, err))
		return false;
	gw_settings_init(&settings, scan->arena, text, false);
	while (gw_settings_next(&settings, &setting)) {
		bool known;

		if (!gw_flyway_script_setting(scan, path, text->view, setting.key, &setting, config,
					      &known, err))
			return false;
		if (!known)
			gw_scan_notice(scan, path, "the setting '%.*s' is not known to godwit",
				       GW_VIEW_ARG(setting.key));
	}
	return true;
}

/* --- files ------------------------------------------------------------------------------------ */

/* While the files are walked. */
struct walk {
	struct gw_format_scan *scan;
	struct gw_flyway_settings settings;
	struct gw_map by_version; /* version_key() -> struct gw_migration * */
};

/* The section is the whole file, with the settings that stand beside it. */
static void add_section(struct gw_format_scan *scan, struct gw_migration *migration,
			enum gw_direction direction, const char *path,
			const struct gw_flyway_script *config)
{
	gw_section_add(scan, migration, direction, path, 0, GW_NOWHERE);
	migration->sections[direction].transaction_off = !config->transaction;
	if (direction == GW_UP)
		gw_scan_options(scan, migration)->placeholders = config->placeholders
									 ? GW_PLACEHOLDER_DOLLAR
									 : GW_PLACEHOLDER_OFF;
	else if (config->placeholders !=
		 (gw_migration_options(migration)->placeholders == GW_PLACEHOLDER_DOLLAR))
		gw_scan_notice(scan, path, "placeholderReplacement is that of the V file");
}

static bool add_up(struct walk *walk, const char *path, const struct script_name *name,
		   const struct gw_flyway_script *config, struct gw_error **err)
{
	static const enum gw_migration_kind kinds[GW_FLYWAY_KIND_COUNT] = {
		[GW_FLYWAY_VERSIONED] = GW_MIGRATION_VERSIONED,
		[GW_FLYWAY_REPEATABLE] = GW_MIGRATION_REPEATABLE,
		[GW_FLYWAY_BASELINE] = GW_MIGRATION_BASELINE,
	};
	struct gw_format_scan *scan = walk->scan;
	struct gw_view version = {0};
	struct gw_migration *migration;
	const struct gw_migration *other = NULL;

	if (name->kind != GW_FLYWAY_REPEATABLE)
		version = history_version(scan->arena, name->version);
	migration = gw_scan_add(scan, kinds[name->kind], version, name->description, path);
	if (name->kind != GW_FLYWAY_REPEATABLE)
		other = gw_map_put(scan->arena, &walk->by_version,
				   version_key(scan->arena, name->kind, version), migration);
	if (other != NULL)
		return gw_scan_fail_duplicate(scan, migration->version, other->path, path, err);
	add_section(scan, migration, GW_UP, path, config);
	return true;
}

static bool add_undo(struct walk *walk, const char *path, const struct script_name *name,
		     const struct gw_flyway_script *config, struct gw_error **err)
{
	struct gw_format_scan *scan = walk->scan;
	struct gw_view version = history_version(scan->arena, name->version);
	struct gw_migration *migration = gw_map_get(
		&walk->by_version, version_key(scan->arena, GW_FLYWAY_VERSIONED, version));

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
static bool add_callback(struct walk *walk, const char *path, struct gw_view stem,
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
	struct gw_view event = event_of(&walk->settings, stem);

	*ret_is_callback = true;
	for (size_t i = 0; i < GW_COUNT(events); i++) {
		if (gw_view_is(event, events[i].event))
			return gw_scan_hook(walk->scan, events[i].hook, path, events[i].event, err);
	}
	*ret_is_callback = is_event(event);
	if (*ret_is_callback)
		gw_scan_notice(walk->scan, path,
			       "godwit has no event %.*s, so the callback is not run",
			       GW_VIEW_ARG(event));
	return true;
}

static void note_other_file(struct walk *walk, const char *path)
{
	struct script_name name;
	struct gw_view stem;
	const char *language = gw_path_language(path, &stem);

	if (language != NULL && parse_stem(&walk->settings, stem, &name))
		gw_scan_external(walk->scan, path, language);
}

static void note_stray(struct walk *walk, const char *path)
{
	const struct gw_flyway_settings *settings = &walk->settings;

	gw_scan_stray(walk->scan, path,
		      gw_format(walk->scan->arena, "its name is not one of Flyway's (%s1%sname%s)",
				settings->prefixes[GW_FLYWAY_VERSIONED], settings->separator,
				settings->suffixes.items[0]));
}

/*
 * Placeholders that are written in another way are none of ours: a script that holds one is refused,
 * in all others there are none.
 */
static bool check_placeholders(struct walk *walk, const char *path, struct gw_flyway_script *config,
			       struct gw_error **err)
{
	const struct gw_flyway_settings *settings = &walk->settings;
	struct gw_view prefix = gw_view_of(settings->placeholder_prefix);
	struct gw_text *text;
	size_t found;

	if (!config->placeholders ||
	    (gw_view_is(prefix, "${") && strcmp(settings->placeholder_suffix, "}") == 0))
		return true;
	config->placeholders = false;
	if (!gw_scan_read(walk->scan, path, &text, err))
		return false;
	found = gw_view_find(text->view, prefix);
	if (found == GW_NOWHERE)
		return true;
	gw_scan_fail(walk->scan, path, text->view, found, prefix.n, err,
		     "a placeholder between %s and %s, as %s says; godwit knows ${name}",
		     settings->placeholder_prefix, settings->placeholder_suffix, settings->path);
	gw_error_hint(*err,
		      "Write `${name}`, or `placeholderReplacement=false` in %s.conf if it is "
		      "none.",
		      path);
	return false;
}

/* One SQL file; undo scripts are for the second pass, when all versions are known. */
static bool add_script(struct walk *walk, const char *path, struct gw_view stem, bool undo_pass,
		       struct gw_error **err)
{
	struct gw_flyway_script config = walk->settings.script;
	struct script_name name;
	bool is_callback;

	if (!parse_stem(&walk->settings, stem, &name)) {
		if (undo_pass)
			return true;
		if (!add_callback(walk, path, stem, &is_callback, err))
			return false;
		if (!is_callback)
			note_stray(walk, path);
		return true;
	}
	if ((name.kind == GW_FLYWAY_UNDO) != undo_pass)
		return true;
	if (!read_config(walk->scan, path, &config, err) ||
	    !check_placeholders(walk, path, &config, err))
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

	if (!gw_flyway_settings_read(scan, &walk.settings, err))
		return false;
	scan->placeholders = walk.settings.placeholders;
	for (size_t i = 0; i < 2 * tree->nfiles; i++) {
		bool undo_pass = i >= tree->nfiles;
		const char *path = tree->files[i % tree->nfiles].path;
		struct gw_view stem;

		if (gw_path_is_hook(path))
			continue;
		if (!script_stem(&walk.settings, path, &stem)) {
			if (!undo_pass)
				note_other_file(&walk, path);
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

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err)
{
	struct gw_flyway_settings settings;

	if (!gw_flyway_settings_read(existing, &settings, err))
		return false;
	gw_new_one(arena,
		   gw_format(arena, "%s%s%s%s%s", settings.prefixes[GW_FLYWAY_VERSIONED], version,
			     settings.separator, gw_new_slug(arena, name, '_'),
			     settings.suffixes.items[0]),
		   "-- What this migration changes.\n", ret_files, ret_count);
	return true;
}

const struct gw_format gw_format_flyway = {
	.name = "flyway",
	.summary = "Flyway: V1__name.sql, U1__name.sql, R__name.sql, B1__name.sql",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_numeric,
	.new_file = new_file,
};
