/*
 * What a format finds: migrations, strays, mistakes.
 */
#include <string.h>

#include "source/source_int.h"
#include "sql/redact.h"

static bool is_flat_sql(struct gw_view path)
{
	return path.n >= 4 && gw_view_is_nocase(gw_view_from(path, path.n - 4), ".sql") &&
	       gw_view_find_char(path, '/') == GW_NOWHERE;
}

/* NULL, or why a flat .sql file is no migration in any format. */
static const char *name_fault(struct gw_view path)
{
	if (path.p[0] == '_')
		return "its name begins with an underscore";
	return gw_view_ends(path, ".sql") ? NULL : "its suffix is not .sql in lower case";
}

static bool is_variant(struct gw_view stem)
{
	gw_cut_suffix(&stem, ".sql");
	if (!gw_cut_suffix(&stem, ".up"))
		gw_cut_suffix(&stem, ".down");
	return gw_cut_variant(&stem) != NULL;
}

void gw_scan_init(struct gw_format_scan *scan, struct gw_arena *arena, struct gw_tree *tree,
		  const struct gw_dialect *dialect)
{
	*scan = (struct gw_format_scan){
		.arena = arena,
		.tree = tree,
		.dialect = dialect,
		.texts = gw_new(arena, struct gw_texts),
		.hash = gw_sha256_new(),
	};
	scan->texts->tree = tree;
	for (size_t i = 0; i < tree->nfiles; i++) {
		struct gw_view path = gw_view_of(tree->files[i].path);

		if (!is_flat_sql(path) || name_fault(path) != NULL)
			continue;
		gw_vec_push(&scan->texts->arena, &scan->sql, &tree->files[i]);
		scan->has_variants = scan->has_variants || is_variant(path);
	}
}

void gw_scan_done(struct gw_format_scan *scan)
{
	if (scan->texts != NULL)
		gw_texts_done(scan->texts);
	gw_sha256_free(scan->hash);
}

/* --- texts --- */

void gw_scan_read_ahead(struct gw_format_scan *scan)
{
	struct gw_texts *texts = scan->texts;
	GW_VEC(const char *) paths = {0};

	for (size_t i = 0; i < scan->sql.n; i++) {
		const char *path = scan->sql.items[i]->path;

		if (gw_map_get(&texts->kept, gw_view_of(path)) == NULL)
			gw_vec_push(&texts->arena, &paths, path);
	}
	gw_texts_read_ahead(texts, paths.items, paths.n);
}

/*
 * A migration whose text is at hand is hashed before that makes way for another. It is the last one that
 * was found, or the one before, when the text is read for one that was added already. Should its
 * format have more to say of it, it is hashed once more.
 */
static bool hash_recent(struct gw_format_scan *scan, struct gw_error **err)
{
	size_t n = scan->migrations.n;

	for (size_t i = n - GW_MIN(n, (size_t)2); i < n; i++) {
		struct gw_migration *migration = scan->migrations.items[i];

		if (!migration->hashed && migration->path == scan->texts->recent_path &&
		    gw_migration_is_one_file(migration) &&
		    !gw_migration_hash(scan->texts, migration, scan->hash, err))
			return false;
	}
	return true;
}

bool gw_scan_read(struct gw_format_scan *scan, const char *path, struct gw_text **ret_text,
		  struct gw_error **err)
{
	return (scan->texts->recent_path == path || hash_recent(scan, err)) &&
	       gw_texts_read(scan->texts, path, ret_text, err);
}

static void note_faults(struct gw_format_scan *scan)
{
	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;
		struct gw_view name = gw_view_of(path);

		if (is_flat_sql(name) && name_fault(name) != NULL)
			gw_scan_stray(scan, path, name_fault(name));
	}
}

const char *gw_scan_next_sql(struct gw_format_scan *scan, size_t *index)
{
	if (*index == 0)
		note_faults(scan);
	return *index < scan->sql.n ? scan->sql.items[(*index)++]->path : NULL;
}

/* --- migrations --- */

struct gw_migration *gw_scan_add(struct gw_format_scan *scan, enum gw_migration_kind kind,
				 struct gw_view version, struct gw_view name, const char *path)
{
	struct gw_migration *migration = gw_new(scan->arena, struct gw_migration);

	migration->kind = kind;
	migration->version = gw_view_dup(scan->arena, version);
	migration->name = gw_strndup(scan->arena, name.n != 0 ? name.p : "", name.n);
	migration->path = path;
	gw_vec_push(&scan->texts->arena, &scan->migrations, migration);
	return migration;
}

struct gw_migration_options *gw_scan_options(struct gw_format_scan *scan,
					     struct gw_migration *migration)
{
	if (migration->options == NULL)
		migration->options = gw_new(scan->arena, struct gw_migration_options);
	return migration->options;
}

static void add_range(struct gw_format_scan *scan, struct gw_migration *migration,
		      enum gw_direction direction, struct gw_range range)
{
	struct gw_section *section = &migration->sections[direction];

	section->present = true;
	migration->hashed = false;
	/* Nearly always the only one. */
	if (section->ranges.items == NULL)
		gw_vec_reserve(scan->arena, &section->ranges, 1);
	gw_vec_push(scan->arena, &section->ranges, range);
}

void gw_section_add(struct gw_format_scan *scan, struct gw_migration *migration,
		    enum gw_direction direction, const char *path, size_t start, size_t end)
{
	const struct gw_range range = {.path = path, .start = start, .end = end};

	add_range(scan, migration, direction, range);
}

void gw_section_continue(struct gw_format_scan *scan, struct gw_migration *migration,
			 enum gw_direction direction, const char *path, size_t start, size_t end)
{
	const struct gw_range range = {.path = path, .start = start, .end = end, .continues = true};

	add_range(scan, migration, direction, range);
}

bool gw_section_take_file(struct gw_format_scan *scan, struct gw_migration *migration,
			  enum gw_direction direction, const char *path, struct gw_error **err)
{
	const struct gw_section *section = &migration->sections[direction];

	if (section->ranges.n != 0)
		return gw_scan_fail_duplicate(scan, migration->version,
					      section->ranges.items[0].path, path, err);
	if (direction == GW_UP)
		migration->path = path;
	gw_section_add(scan, migration, direction, path, 0, GW_NOWHERE);
	return true;
}

struct gw_migration *gw_pairs_get(struct gw_format_scan *scan, struct gw_pairs *pairs,
				  struct gw_view key, enum gw_migration_kind kind,
				  struct gw_view version, struct gw_view name, const char *path)
{
	struct gw_migration *migration = gw_map_get(&pairs->by_key, key);

	if (migration != NULL)
		return migration;
	migration = gw_scan_add(scan, kind, version, name, path);
	gw_map_put(&scan->texts->arena, &pairs->by_key, key, migration);
	return migration;
}

void gw_scan_separate(struct gw_format_scan *scan, struct gw_migration *migration,
		      const struct gw_migration *other)
{
	migration->version = gw_migration_label(scan->arena, migration);
	migration->name = "";
	gw_scan_notice(scan, migration->path, "has the number of %s: its version is taken as %s",
		       other->path, migration->version);
}

void gw_pairs_finish(struct gw_format_scan *scan)
{
	size_t kept = 0;

	for (size_t i = 0; i < scan->migrations.n; i++) {
		struct gw_migration *migration = scan->migrations.items[i];

		if (migration->sections[GW_UP].present)
			scan->migrations.items[kept++] = migration;
		else
			gw_scan_stray(scan, migration->path, "it has no up file");
	}
	scan->migrations.n = kept;
}

/* --- notices and errors --- */

void gw_scan_stray(struct gw_format_scan *scan, const char *path, const char *why)
{
	gw_scan_notice(scan, path, "is not run: %s", why);
}

void gw_scan_notice(struct gw_format_scan *scan, const char *path, const char *format, ...)
{
	struct gw_notice notice = {.path = path};
	va_list args;

	va_start(args, format);
	notice.text = gw_vformat(scan->arena, format, args);
	va_end(args);
	gw_vec_push(scan->arena, &scan->notices, notice);
}

bool gw_scan_fail(struct gw_format_scan *scan, const char *path, struct gw_view text, size_t offset,
		  size_t length, struct gw_error **err, const char *format, ...)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	va_list args;

	va_start(args, format);
	gw_fail(err, GW_E_FORMAT, "%s", gw_vformat(&arena, format, args));
	va_end(args);
	gw_error_at(*err, gw_tree_display_path(&arena, scan->tree, path), text, offset, length);
	gw_sql_hide_excerpt(*err, scan->dialect, GW_VIEW(""));
	return false;
}

bool gw_scan_fail_duplicate(struct gw_format_scan *scan, const char *version, const char *path,
			    const char *other_path, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	gw_fail(err, GW_E_DUPLICATE, "%s and %s are the same migration: %s", path, other_path,
		version);
	gw_error_hint(*err,
		      "Rename the one that was not applied yet; `godwit log` lists what was.");
	gw_error_at(*err, gw_tree_display_path(&arena, scan->tree, other_path), (struct gw_view){0},
		    GW_NOWHERE, 0);
	return false;
}
