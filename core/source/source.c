/*
 * Loading a source: recognise, scan, hash, order, and refuse what cannot be told apart.
 */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "source/source_int.h"

/* --- order --- */

/* A migration with what it is sorted by. */
struct place {
	struct gw_migration *migration;
	const struct gw_format *format;
	size_t index; /* in the order of the format's scan */
	bool ordered; /* keep that order */
};

static int compare_versioned(const struct place *a, const struct place *b)
{
	int order = a->ordered ? 0
			       : a->format->compare(a->migration->version, b->migration->version);

	if (order != 0)
		return order;
	/* A baseline stands for its own version too. */
	if (!a->ordered && a->migration->kind != b->migration->kind)
		return a->migration->kind == GW_MIGRATION_BASELINE ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static int compare_places(const void *left, const void *right)
{
	const struct place *a = left;
	const struct place *b = right;
	bool repeatable_a = a->migration->version == NULL;
	bool repeatable_b = b->migration->version == NULL;

	if (repeatable_a != repeatable_b)
		return repeatable_a ? 1 : -1;
	if (!repeatable_a)
		return compare_versioned(a, b);
	if (a->ordered)
		return a->index < b->index ? -1 : a->index > b->index;
	return strcmp(a->migration->name, b->migration->name);
}

/* As most folders are: their names begin with the version. */
static bool is_sorted(const struct place *places, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (compare_places(&places[i - 1], &places[i]) > 0)
			return false;
	}
	return true;
}

static void sort(struct gw_source *source, const struct gw_format_scan *scan)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	size_t n = scan->migrations.n;
	struct place *places = gw_new_array(&arena, struct place, n);

	for (size_t i = 0; i < n; i++)
		places[i] = (struct place){
			.migration = scan->migrations.items[i],
			.format = source->format,
			.index = i,
			.ordered = scan->ordered,
		};
	if (!is_sorted(places, n))
		qsort(places, n, sizeof(*places), compare_places);
	source->migrations = gw_new_array(source->arena, struct gw_migration *, n);
	for (size_t i = 0; i < n; i++) {
		source->migrations[i] = places[i].migration;
		source->migrations[i]->index = i;
	}
	source->n = n;
}

/* --- what may not be twice --- */

static bool is_same_version(const struct gw_source *source, const struct gw_migration *a,
			    const struct gw_migration *b)
{
	return a->version != NULL && b->version != NULL && a->kind == b->kind &&
	       source->format->compare(a->version, b->version) == 0;
}

/*
 * A baseline shares its key with the versioned migration that it may replace; the latter is found.
 */
static bool index_key(struct gw_source *source, struct gw_format_scan *scan,
		      struct gw_migration *migration, struct gw_error **err)
{
	struct gw_view key;
	struct gw_migration *other;

	migration->key = migration->version != NULL
				 ? migration->version
				 : gw_format(source->arena, "R__%s", migration->name);
	key = gw_view_of(migration->key);
	other = gw_map_get(&source->by_key, key);
	if (other != NULL && other->kind == migration->kind)
		return gw_scan_fail_duplicate(scan, migration->key, other->path, migration->path,
					      err);
	if (other == NULL || migration->kind == GW_MIGRATION_VERSIONED)
		gw_map_put(source->arena, &source->by_key, key, migration);
	return true;
}

static bool has_upper(const char *path)
{
	for (; *path != '\0'; path++) {
		if (gw_is_upper(*path))
			return true;
	}
	return false;
}

static bool any_has_upper(const struct gw_source *source)
{
	for (size_t i = 0; i < source->n; i++) {
		if (has_upper(source->migrations[i]->path))
			return true;
	}
	return false;
}

/* Two names that differ only in case are one file on macOS and Windows. */
static bool check_case(struct gw_source *source, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_map folded = {0};

	if (!any_has_upper(source))
		return true;
	for (size_t i = 0; i < source->n; i++) {
		struct gw_migration *migration = source->migrations[i];
		const struct gw_migration *other = gw_map_put(
			&arena, &folded,
			gw_view_of(gw_view_dup_lower(&arena, gw_view_of(migration->path))),
			migration);

		if (other == NULL || strcmp(other->path, migration->path) == 0)
			continue;
		gw_fail(err, GW_E_SOURCE, "%s and %s differ only in upper and lower case",
			other->path, migration->path);
		gw_error_hint(*err, "Rename one of them: some file systems cannot hold both.");
		return false;
	}
	return true;
}

static bool check_unique(struct gw_source *source, struct gw_format_scan *scan,
			 struct gw_error **err)
{
	gw_map_reserve(source->arena, &source->by_key, source->n);
	for (size_t i = 0; i < source->n; i++) {
		struct gw_migration *migration = source->migrations[i];
		const struct gw_migration *before = i != 0 ? source->migrations[i - 1] : NULL;

		if (!scan->ordered && before != NULL && is_same_version(source, before, migration))
			return gw_scan_fail_duplicate(scan, migration->version, before->path,
						      migration->path, err);
		if (!index_key(source, scan, migration, err))
			return false;
	}
	return check_case(source, err);
}

/* --- hooks and strays --- */

static const char *const hook_names[GW_HOOK_COUNT] = {
	[GW_HOOK_BEFORE_RUN] = "before-run",
	[GW_HOOK_AFTER_RUN] = "after-run",
	[GW_HOOK_BEFORE_EACH] = "before-each",
	[GW_HOOK_AFTER_EACH] = "after-each",
};

const char *gw_hook_path(struct gw_arena *arena, enum gw_hook hook)
{
	return gw_format(arena, "hooks/%s.sql", hook_names[hook]);
}

/* hooks/before-run.sql and so on; a format may have set its own. */
static void find_hooks(struct gw_format_scan *scan)
{
	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;
		struct gw_view name = gw_view_of(path);
		size_t hook = 0;

		if (!gw_cut_prefix(&name, "hooks/") || !gw_cut_suffix(&name, ".sql"))
			continue;
		while (hook < GW_HOOK_COUNT && !gw_view_is(name, hook_names[hook]))
			hook++;
		if (hook == GW_HOOK_COUNT)
			gw_scan_stray(scan, path,
				      "hooks are before-run, after-run, before-each, after-each");
		else if (scan->hooks[hook] == NULL)
			scan->hooks[hook] = path;
	}
}

/* A folder without any migration is fine, but says so when it holds SQL that nobody reads. */
static void note_nothing(struct gw_format_scan *scan)
{
	size_t unread = 0;

	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;

		unread += !gw_path_is_flat(path) && gw_view_ends(gw_view_of(path), ".sql") &&
			  !gw_view_starts(gw_view_of(path), "hooks/");
	}
	if (scan->migrations.n == 0 && unread != 0)
		gw_scan_notice(scan, NULL,
			       "no migration was recognised; %zu .sql files in subfolders were not "
			       "looked at",
			       unread);
}

/* --- loading --- */

static bool hash_all(struct gw_format_scan *scan, struct gw_error **err)
{
	for (size_t i = 0; i < scan->migrations.n; i++) {
		struct gw_migration *migration = scan->migrations.items[i];

		if (!migration->hashed &&
		    !gw_migration_hash(scan->texts, migration, scan->hash, err))
			return false;
	}
	return true;
}

static bool load(struct gw_source *source, const char *format_name, struct gw_error **err)
{
	GW_SCAN_AUTO struct gw_format_scan scan;

	gw_scan_init(&scan, source->arena, source->tree, source->dialect);
	if (!gw_format_choose(&scan, format_name, &source->format, &source->sniffed, err))
		return false;
	gw_scan_read_ahead(&scan);
	if (!source->format->scan(source->format, &scan, err))
		return false;
	find_hooks(&scan);
	note_nothing(&scan);
	sort(source, &scan);
	/* Duplicates first: they are the better news where a file of one is also unreadable. */
	if (!check_unique(source, &scan, err) || !hash_all(&scan, err))
		return false;
	for (size_t i = 0; i < scan.notices.n; i++)
		gw_vec_push(source->arena, &source->notices, scan.notices.items[i]);
	memcpy(source->hooks, scan.hooks, sizeof(source->hooks));
	source->placeholders = scan.placeholders;
	source->ordered = scan.ordered;
	return true;
}

bool gw_source_open(struct gw_arena *arena, struct gw_tree *tree, const char *format_name,
		    const struct gw_dialect *dialect, struct gw_source **ret_source,
		    struct gw_error **err)
{
	struct gw_source *source = gw_new(arena, struct gw_source);

	source->arena = arena;
	source->tree = tree;
	source->display = tree->display;
	source->dialect = dialect;
	if (!load(source, format_name, err)) {
		gw_tree_close(tree);
		return false;
	}
	*ret_source = source;
	return true;
}

enum { KEPT_FILE_BYTES = 64 * 1024, KEPT_BYTES = 4 * 1024 * 1024 };

static struct gw_view keep_file(struct gw_source *source, const struct gw_texts *texts,
				const char *path)
{
	const struct gw_read_file *kept = gw_map_get(&texts->kept, gw_view_of(path));
	struct gw_view file = {0};

	/* What is not there was read again, perhaps, since it was hashed. */
	if (kept == NULL || kept->text.view.n > KEPT_FILE_BYTES ||
	    kept->text.view.n > KEPT_BYTES - source->kept_bytes)
		return file;
	source->kept_bytes += kept->text.view.n;
	file.n = kept->text.view.n;
	file.p = gw_view_dup(source->arena, kept->text.view);
	return file;
}

static void keep_files(struct gw_source *source, const struct gw_texts *texts,
		       const struct gw_migration *migration, struct gw_parts *parts)
{
	const char *up = NULL;

	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		const struct gw_section *section = &migration->sections[i];
		const char *path;

		if (!section->present || section->ranges.n != 1)
			continue;
		path = section->ranges.items[0].path;
		parts->kept[i] = up == path ? parts->kept[GW_UP] : keep_file(source, texts, path);
		if (i == GW_UP)
			up = path;
	}
}

bool gw_source_hash_parts(struct gw_source *source, const struct gw_migration *migration,
			  struct gw_error **err)
{
	GW_TEXTS_AUTO struct gw_texts texts = {.tree = source->tree};
	struct gw_parts *parts;
	struct gw_sha256 *hash;
	bool ok;

	if (migration->parts != NULL)
		return true;
	parts = gw_new(source->arena, struct gw_parts);
	hash = gw_sha256_new();
	ok = gw_migration_hash_parts(&texts, source->dialect, migration, hash, parts, err);
	gw_sha256_free(hash);
	if (!ok)
		return false;
	keep_files(source, &texts, migration, parts);
	source->migrations[migration->index]->parts = parts;
	return true;
}

bool gw_source_load(struct gw_arena *arena, struct gw_tree *tree, const char *format_name,
		    const struct gw_dialect *dialect, struct gw_source **ret_source,
		    struct gw_error **err)
{
	struct gw_source *source;

	if (!gw_source_open(arena, tree, format_name, dialect, &source, err))
		return false;
	for (size_t i = 0; i < source->n; i++) {
		if (gw_source_hash_parts(source, source->migrations[i], err))
			continue;
		gw_source_close(source);
		return false;
	}
	*ret_source = source;
	return true;
}

void gw_source_close(struct gw_source *source)
{
	if (source == NULL)
		return;
	gw_tree_close(source->tree);
	source->tree = NULL;
}

int gw_source_compare(const struct gw_source *source, const char *version_a, const char *version_b)
{
	const struct gw_migration *a = source->ordered ? gw_source_find(source, version_a) : NULL;
	const struct gw_migration *b = a != NULL ? gw_source_find(source, version_b) : NULL;

	if (a == NULL || b == NULL)
		return source->format->compare(version_a, version_b);
	return (a->index > b->index) - (a->index < b->index);
}

struct gw_migration *gw_source_find(const struct gw_source *source, const char *key)
{
	return gw_map_get(&source->by_key, gw_view_of(key));
}

bool gw_source_new_files(const struct gw_source *source, struct gw_arena *arena,
			 const char *version, const char *stamp, const char *name,
			 struct gw_new_file **ret_files, size_t *ret_count, struct gw_error **err)
{
	struct gw_format_scan existing = {
		.arena = arena,
		.tree = source->tree,
		.dialect = source->dialect,
	};

	if (gw_new_slug(arena, name, '_')[0] == '\0')
		return gw_fail(err, GW_E_USAGE,
			       "a migration needs a name with letters or digits, not '%s'", name);
	if (source->format->new_file == NULL)
		return gw_fail(err, GW_E_UNSUPPORTED,
			       "godwit does not write files of the format %s",
			       source->format->name);
	for (size_t i = 0; i < source->n; i++)
		gw_vec_push(arena, &existing.migrations, source->migrations[i]);
	if (version == NULL)
		version = gw_next_version(arena, &existing, stamp);
	else if (gw_source_find(source, version) != NULL)
		return gw_fail(err, GW_E_DUPLICATE, "there is a migration %s already: %s", version,
			       gw_source_find(source, version)->path);
	return source->format->new_file(arena, version, name, &existing, ret_files, ret_count, err);
}
