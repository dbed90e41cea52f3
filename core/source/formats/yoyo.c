/*
 * yoyo: x.sql with x.rollback.sql beside it. The identity of a migration is its file name without
 * suffix, and the order is that of a graph: leading comments say "-- depends: a b", and of all
 * migrations whose dependencies are met, the first by name is next. So the scan delivers the order.
 *
 * compare() is the order of names, yoyo's tie break, for everything that is not in the source any
 * more. yoyo applies whatever is not applied yet, so every migration may come late; what must come
 * before it are its dependencies.
 */
#include <string.h>

#include "base/str.h"
#include "source/format_int.h"

/* One id of the source. */
struct node {
	struct gw_migration *migration; /* NULL: written in Python */
	bool placed;
};

static bool is_hook_name(struct gw_view stem)
{
	return gw_view_starts(stem, "post-apply");
}

/* --- directives ------------------------------------------------------------------------------- */

/* "-- depends: a b" among the comments at the start; false when the line is no directive. */
static bool cut_directive(struct gw_view line, struct gw_view *ret_key, struct gw_view *ret_value)
{
	struct gw_view key;

	line = gw_view_trim(line);
	if (!gw_cut_prefix(&line, "--") || !gw_cut_at(line, ':', &key, &line))
		return false;
	key = gw_view_trim(key);
	if (!gw_view_is(key, "depends") && !gw_view_is(key, "transactional"))
		return false;
	*ret_key = key;
	*ret_value = gw_view_trim(line);
	return true;
}

/* The next directive of the file's leading comments. */
static bool next_directive(struct gw_lines *lines, struct gw_view *ret_key,
			   struct gw_view *ret_value)
{
	struct gw_line line;

	while (gw_lines_next(lines, &line) && gw_line_is_idle(line.text)) {
		if (cut_directive(line.text, ret_key, ret_value))
			return true;
	}
	return false;
}

static void add_depends(struct gw_format_scan *scan, struct gw_migration *migration,
			struct gw_view ids)
{
	struct gw_view id;

	while (gw_view_next_word(&ids, &id))
		gw_vec_push(scan->arena, &gw_scan_options(scan, migration)->depends,
			    gw_view_dup(scan->arena, id));
}

static bool read_directives(struct gw_format_scan *scan, struct gw_migration *migration,
			    struct gw_error **err)
{
	struct gw_text *text;
	struct gw_lines lines;
	struct gw_view key;
	struct gw_view value;

	if (!gw_scan_read(scan, migration->path, &text, err))
		return false;
	gw_lines_init(&lines, text);
	while (next_directive(&lines, &key, &value)) {
		if (gw_view_is(key, "depends")) {
			add_depends(scan, migration, value);
			continue;
		}
		if (!gw_view_is_nocase(value, "true") && !gw_view_is_nocase(value, "false"))
			return gw_scan_fail(scan, migration->path, text->view,
					    (size_t)(value.p - text->view.p), value.n, err,
					    "transactional must be true or false");
		if (gw_view_is_nocase(value, "false")) {
			migration->sections[GW_UP].transaction_off = true;
			migration->sections[GW_DOWN].transaction_off = true;
		}
	}
	return true;
}

/* --- sniffing --------------------------------------------------------------------------------- */

static bool has_directive(struct gw_text *text)
{
	struct gw_lines lines;
	struct gw_view key;
	struct gw_view value;

	gw_lines_init(&lines, text);
	return next_directive(&lines, &key, &value);
}

static bool has_rollback(struct gw_format_scan *scan, struct gw_view stem)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	return gw_tree_find(scan->tree,
			    gw_format(&arena, "%.*s.rollback.sql", GW_VIEW_ARG(stem))) != NULL;
}

/* Either a rollback beside a file or a directive in it; no other tool has them. */
static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	struct gw_sample sample;
	struct gw_text *text;
	const char *path;
	size_t all = 0;
	size_t mine = 0;

	gw_sample_init(&sample, scan);
	while (gw_sample_next(&sample, &path, &text)) {
		struct gw_view stem = gw_view_of(path);

		if (!gw_cut_suffix(&stem, ".sql") || gw_view_ends(stem, ".rollback"))
			continue;
		all++;
		mine += has_rollback(scan, stem) || has_directive(text);
	}
	return 2 * mine > all ? GW_SNIFF_YES : GW_SNIFF_NO;
}

/* --- files ------------------------------------------------------------------------------------ */

static struct node *add_node(struct gw_format_scan *scan, struct gw_map *nodes, struct gw_view id,
			     struct gw_migration *migration)
{
	struct node *node = gw_new(scan->arena, struct node);

	*node = (struct node){.migration = migration, .placed = migration == NULL};
	(void)gw_map_put(scan->arena, nodes, id, node);
	return node;
}

static bool add_migration(struct gw_format_scan *scan, struct gw_map *nodes, const char *path,
			  struct gw_view id, struct gw_error **err)
{
	struct gw_migration *migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, id, GW_VIEW(""),
						     path);
	const struct gw_tree_file *rollback = gw_tree_find(
		scan->tree, gw_format(scan->arena, "%s.rollback.sql", migration->version));

	gw_scan_options(scan, migration)->allow_out_of_order = true;
	gw_section_add(scan, migration, GW_UP, path, 0, GW_NOWHERE);
	if (rollback != NULL)
		gw_section_add(scan, migration, GW_DOWN, rollback->path, 0, GW_NOWHERE);
	add_node(scan, nodes, gw_view_of(migration->version), migration);
	return read_directives(scan, migration, err);
}

static bool add_sql(struct gw_format_scan *scan, struct gw_map *nodes, const char *path,
		    struct gw_view stem, struct gw_error **err)
{
	struct gw_view id = stem;

	if (gw_view_starts(stem, "_tmp_yoyo"))
		return true;
	if (is_hook_name(stem))
		return gw_scan_hook(scan, GW_HOOK_AFTER_RUN, path, "post-apply", err);
	if (!gw_cut_suffix(&id, ".rollback"))
		return add_migration(scan, nodes, path, stem, err);
	if (gw_tree_find(scan->tree, gw_format(scan->arena, "%.*s.sql", GW_VIEW_ARG(id))) == NULL)
		gw_scan_stray(scan, path, "there is no migration that it takes back");
	return true;
}

static bool add_files(struct gw_format_scan *scan, struct gw_map *nodes, struct gw_error **err)
{
	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;
		struct gw_view stem = gw_path_base(path);

		if (!gw_path_is_flat(path))
			continue;
		if (gw_cut_suffix(&stem, ".sql")) {
			if (!add_sql(scan, nodes, path, stem, err))
				return false;
		} else if (gw_cut_suffix(&stem, ".py") && !gw_view_starts(stem, "_")) {
			gw_scan_external(scan, path, "Python");
			add_node(scan, nodes, stem, NULL);
		}
	}
	return true;
}

/* --- order ------------------------------------------------------------------------------------ */

/*
 * Unknown dependencies are refused; those written in Python are known, but as godwit cannot run
 * them, nothing may wait for them.
 */
static bool resolve_depends(struct gw_format_scan *scan, const struct gw_map *nodes,
			    struct gw_migration *migration, struct gw_error **err)
{
	struct gw_migration_options *options = gw_scan_options(scan, migration);
	size_t kept = 0;

	for (size_t i = 0; i < options->depends.n; i++) {
		const char *id = options->depends.items[i];
		const struct node *node = gw_map_get(nodes, gw_view_of(id));

		if (node == NULL)
			return gw_scan_fail(scan, migration->path, (struct gw_view){0}, GW_NOWHERE,
					    0, err, "it depends on %s, which does not exist", id);
		if (node->migration != NULL)
			options->depends.items[kept++] = id;
	}
	options->depends.n = kept;
	return true;
}

static bool is_ready(const struct gw_map *nodes, const struct gw_migration *migration)
{
	const struct gw_migration_options *options = gw_migration_options(migration);

	for (size_t i = 0; i < options->depends.n; i++) {
		const struct node *node = gw_map_get(nodes, gw_view_of(options->depends.items[i]));

		if (!node->placed)
			return false;
	}
	return true;
}

/* The first migration by name that is not placed and waits for nothing; NULL when none is. */
static struct node *next_node(const struct gw_map *nodes, size_t first)
{
	for (size_t i = first; i < nodes->n; i++) {
		struct node *node = nodes->items[i].value;

		if (!node->placed && is_ready(nodes, node->migration))
			return node;
	}
	return NULL;
}

static bool fail_cycle(const struct gw_format_scan *scan, const struct gw_map *nodes,
		       struct gw_error **err)
{
	GW_STR_AUTO struct gw_str ids = {0};

	for (size_t i = 0; i < nodes->n; i++) {
		const struct node *node = nodes->items[i].value;

		if (!node->placed)
			gw_str_printf(&ids, "%s%s", ids.n != 0 ? ", " : "",
				      node->migration->version);
	}
	return gw_fail(err, GW_E_FORMAT, "migrations in %s wait for each other: %s",
		       scan->tree->display, gw_str_text(&ids));
}

/* The nodes are in order of name, as the files are. */
static bool place(struct gw_format_scan *scan, const struct gw_map *nodes, struct gw_error **err)
{
	size_t first = 0;

	for (size_t i = 0; i < scan->migrations.n; i++) {
		struct node *node = next_node(nodes, first);

		if (node == NULL)
			return fail_cycle(scan, nodes, err);
		node->placed = true;
		scan->migrations.items[i] = node->migration;
		while (first < nodes->n && ((struct node *)nodes->items[first].value)->placed)
			first++;
	}
	scan->ordered = true;
	return true;
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	struct gw_map nodes = {0};

	if (!add_files(scan, &nodes, err))
		return false;
	for (size_t i = 0; i < scan->migrations.n; i++) {
		if (!resolve_depends(scan, &nodes, scan->migrations.items[i], err))
			return false;
	}
	return place(scan, &nodes, err);
}

/* --- new files -------------------------------------------------------------------------------- */

/* The migrations that no other depends on: a new one comes after all of them. */
static void add_heads(struct gw_arena *arena, const struct gw_format_scan *existing,
		      struct gw_str *text)
{
	struct gw_map needed = {0};

	for (size_t i = 0; i < existing->migrations.n; i++) {
		struct gw_migration *migration = existing->migrations.items[i];
		const struct gw_migration_options *options = gw_migration_options(migration);

		for (size_t k = 0; k < options->depends.n; k++)
			(void)gw_map_put(arena, &needed, gw_view_of(options->depends.items[k]),
					 migration);
	}
	for (size_t i = 0; i < existing->migrations.n; i++) {
		const char *id = existing->migrations.items[i]->version;

		if (gw_map_get(&needed, gw_view_of(id)) == NULL)
			gw_str_printf(text, " %s", id);
	}
}

static bool new_file(struct gw_arena *arena, const char *version, const char *name,
		     struct gw_format_scan *existing, struct gw_new_file **ret_files,
		     size_t *ret_count, struct gw_error **err GW_UNUSED)
{
	GW_STR_AUTO struct gw_str up = {0};
	char *id = gw_format(arena, "%s-%s", version, gw_new_slug(arena, name, '-'));

	gw_str_puts(&up, "-- What this migration changes.\n-- depends:");
	add_heads(arena, existing, &up);
	gw_str_puts(&up, "\n\n");
	gw_new_two(arena, gw_format(arena, "%s.sql", id), gw_str_take(&up, arena),
		   gw_format(arena, "%s.rollback.sql", id), "-- What takes it back.\n", ret_files,
		   ret_count);
	return true;
}

const struct gw_format gw_format_yoyo = {
	.name = "yoyo",
	.summary = "yoyo: name.sql and name.rollback.sql, ordered by -- depends:",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_text,
	.new_file = new_file,
};
