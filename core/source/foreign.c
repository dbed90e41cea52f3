/*
 * What several formats of other tools have and godwit's own has not: one folder for each migration
 * (diesel, Prisma, drizzle), steps written in a programming language, names whose leading number is
 * only part of the identity.
 *
 * A step that is no SQL cannot be run by godwit and is never passed over in silence: each becomes a
 * notice.
 */
#include <string.h>

#include "source/format_int.h"

bool gw_path_is_hook(const char *path)
{
	return gw_view_starts(gw_view_of(path), "hooks/");
}

/* The part of a path before its first '/'; false when the file is at the top. */
static bool top_folder(const char *path, struct gw_view *ret_folder)
{
	struct gw_view view = gw_view_of(path);
	size_t slash = gw_view_find_char(view, '/');

	if (slash == GW_NOWHERE)
		return false;
	*ret_folder = gw_view_slice(view, 0, slash);
	return true;
}

/* The listing is sorted by path, so the files of one folder follow each other. */
bool gw_scan_next_folder(struct gw_format_scan *scan, size_t *index, struct gw_view *ret_folder)
{
	const struct gw_tree *tree = scan->tree;
	struct gw_view before;
	bool any = *index != 0 && top_folder(tree->files[*index - 1].path, &before);

	while (*index < tree->nfiles) {
		const char *path = tree->files[(*index)++].path;
		struct gw_view folder;

		if (gw_path_is_hook(path) || !top_folder(path, &folder) ||
		    (any && gw_view_eq(folder, before)))
			continue;
		*ret_folder = folder;
		return true;
	}
	return false;
}

const char *gw_scan_find_in(struct gw_format_scan *scan, struct gw_view folder, const char *name)
{
	const struct gw_tree_file *file = gw_tree_find(
		scan->tree, gw_format(scan->arena, "%.*s/%s", GW_VIEW_ARG(folder), name));

	return file != NULL ? file->path : NULL;
}

bool gw_path_is_in_folder(const char *path, const char *name, struct gw_view *ret_folder)
{
	struct gw_view folder = gw_path_folder(path);

	if (folder.n == 0 || gw_view_find_char(folder, '/') != GW_NOWHERE ||
	    !gw_view_is(gw_path_base(path), name))
		return false;
	*ret_folder = folder;
	return true;
}

bool gw_tree_has_in_folder(const struct gw_tree *tree, const char *name)
{
	struct gw_view folder;

	for (size_t i = 0; i < tree->nfiles; i++) {
		if (gw_path_is_in_folder(tree->files[i].path, name, &folder))
			return true;
	}
	return false;
}

size_t gw_skip_line_end(struct gw_view text, size_t offset)
{
	struct gw_view rest = gw_view_from(text, offset);
	struct gw_view line;

	if (!gw_view_next_line(&rest, &line) || !gw_is_blank(line))
		return offset;
	return text.n - rest.n;
}

void gw_scan_stray_flat_sql(struct gw_format_scan *scan)
{
	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;

		if (gw_path_is_flat(path) && gw_view_ends(gw_view_of(path), ".sql"))
			gw_scan_stray(scan, path, "it is in no migration's folder");
	}
}

const char *gw_path_language(const char *path, struct gw_view *ret_stem)
{
	static const struct {
		const char *suffix;
		const char *language;
	} languages[] = {
		{".bat", "batch"},      {".cjs", "JavaScript"}, {".class", "Java"},
		{".cmd", "batch"},      {".go", "Go"},          {".groovy", "Groovy"},
		{".java", "Java"},      {".js", "JavaScript"},  {".kt", "Kotlin"},
		{".mjs", "JavaScript"}, {".mts", "TypeScript"}, {".ps1", "PowerShell"},
		{".py", "Python"},      {".rb", "Ruby"},        {".rs", "Rust"},
		{".scala", "Scala"},    {".sh", "shell"},       {".ts", "TypeScript"},
	};
	struct gw_view base = gw_path_base(path);
	size_t dot = gw_view_rfind_char(base, '.');
	struct gw_view suffix = dot != GW_NOWHERE ? gw_view_from(base, dot) : (struct gw_view){0};

	if (gw_view_is(suffix, ".sql"))
		return NULL;
	for (size_t i = 0; i < GW_COUNT(languages); i++) {
		if (!gw_view_is(suffix, languages[i].suffix))
			continue;
		*ret_stem = gw_view_slice(base, 0, dot);
		return languages[i].language;
	}
	return NULL;
}

bool gw_tree_has_language(const struct gw_tree *tree, const char *language)
{
	struct gw_view stem;

	for (size_t i = 0; i < tree->nfiles; i++) {
		const char *found = gw_path_language(tree->files[i].path, &stem);

		if (found != NULL && strcmp(found, language) == 0)
			return true;
	}
	return false;
}

void gw_scan_external(struct gw_format_scan *scan, const char *path, const char *language)
{
	gw_scan_stray(
		scan, path,
		gw_format(scan->arena, "it is a %s migration, and godwit runs SQL only", language));
}

bool gw_scan_hook(struct gw_format_scan *scan, enum gw_hook hook, const char *path,
		  const char *event, struct gw_error **err)
{
	if (scan->hooks[hook] == NULL) {
		scan->hooks[hook] = path;
		return true;
	}
	gw_scan_fail(scan, path, (struct gw_view){0}, GW_NOWHERE, 0, err,
		     "%s is a script for %s already", scan->hooks[hook], event);
	gw_error_hint(*err, "godwit runs one script for each event: join the two files.");
	return false;
}

enum gw_sniff gw_sniff_paths(struct gw_format_scan *scan, bool (*is_mine)(const char *path))
{
	size_t all = 0;
	size_t mine = 0;

	for (size_t i = 0; i < scan->tree->nfiles; i++) {
		const char *path = scan->tree->files[i].path;

		if (!gw_view_ends(gw_view_of(path), ".sql") || gw_path_is_hook(path))
			continue;
		all++;
		mine += is_mine(path) ? 1 : 0;
	}
	return 2 * mine > all ? GW_SNIFF_YES : GW_SNIFF_NO;
}

int gw_compare_numbered(const char *a, const char *b)
{
	struct gw_view rest_a = gw_view_of(a);
	struct gw_view rest_b = gw_view_of(b);
	struct gw_view number_a = gw_number_key(gw_cut_digits(&rest_a));
	struct gw_view number_b = gw_number_key(gw_cut_digits(&rest_b));

	if (number_a.n != number_b.n)
		return number_a.n < number_b.n ? -1 : 1;
	if (!gw_view_eq(number_a, number_b))
		return gw_view_cmp(number_a, number_b);
	return gw_view_cmp(rest_a, rest_b);
}
