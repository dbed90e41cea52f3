/*
 * Liquibase's root changelogs: of XML, YAML and JSON only what includes other files is read.
 *
 *	<include file="a.sql" relativeToChangelogFile="true"/>     <includeAll path="changes"/>
 *	- include: {file: a.sql}                                   - includeAll: {path: changes}
 *
 * All three are words and texts one after the other: "include", then "file", then the path. Changes
 * that such a file describes itself are no SQL, and are said to be passed over.
 */
#include "base/ascii.h"
#include "source/formats/liquibase_int.h"

enum include { NOTHING, ONE_FILE, ALL_OF };

struct root {
	struct gw_format_scan *scan;
	struct gw_liquibase_files *files;
	const char *path;
	enum include include; /* what the words so far have begun */
	bool has_changes;
};

bool gw_liquibase_is_formatted(struct gw_format_scan *scan, const char *path)
{
	struct gw_text *text;
	struct gw_lines lines;
	struct gw_line line;

	if (!gw_scan_peek(scan, path, &text))
		return false;
	gw_lines_init(&lines, text);
	while (gw_lines_next(&lines, &line))
		if (!gw_is_blank(line.text))
			return gw_liquibase_is_header(line.text);
	return false;
}

static bool is_listed(const struct gw_liquibase_files *files, const char *path)
{
	for (size_t i = 0; i < files->list.n; i++)
		if (files->list.items[i] == path)
			return true;
	return false;
}

static void list_file(struct gw_format_scan *scan, struct gw_liquibase_files *files,
		      const char *path)
{
	if (gw_view_ends(gw_view_of(path), ".sql") && !gw_path_is_hook(path) &&
	    !is_listed(files, path) && gw_liquibase_is_formatted(scan, path))
		gw_vec_push(scan->arena, &files->list, path);
}

/* Both ends of a path say the same: "db/changes/a.sql" and "changes/a.sql". */
static bool is_tail(struct gw_view path, struct gw_view tail)
{
	gw_cut_prefix(&tail, "classpath:");
	gw_cut_prefix(&tail, "./");
	gw_cut_prefix(&tail, "/");
	if (path.n > tail.n) {
		struct gw_view swap = path;

		path = tail;
		tail = swap;
	}
	if (path.n == tail.n)
		return gw_view_eq(path, tail);
	return path.n != 0 && tail.p[tail.n - path.n - 1] == '/' &&
	       gw_view_eq(gw_view_from(tail, tail.n - path.n), path);
}

/* Files are named from a place that is not known: their ends must agree. */
static void include_file(struct root *root, struct gw_view name)
{
	const struct gw_tree *tree = root->scan->tree;

	for (size_t i = 0; i < tree->nfiles; i++) {
		if (!is_tail(gw_view_of(tree->files[i].path), name))
			continue;
		list_file(root->scan, root->files, tree->files[i].path);
		return;
	}
	gw_scan_notice(root->scan, root->path, "includes %.*s, which is not there",
		       GW_VIEW_ARG(name));
}

static void include_folder(struct root *root, struct gw_view name)
{
	const struct gw_tree *tree = root->scan->tree;

	gw_cut_suffix(&name, "/");
	for (size_t i = 0; i < tree->nfiles; i++)
		if (is_tail(gw_path_folder(tree->files[i].path), name) || gw_view_is(name, "."))
			list_file(root->scan, root->files, tree->files[i].path);
}

/* A word or a text in quotes; what is between them means nothing. */
static bool next_word(struct gw_view *rest, struct gw_view *ret_word)
{
	static const char marks[] = " \t\r\n=:,<>{}[]\"'";
	size_t start = 0, end;

	while (start < rest->n &&
	       gw_view_find_char(gw_view_of(marks), rest->p[start]) != GW_NOWHERE)
		start++;
	for (end = start; end < rest->n; end++)
		if (gw_view_find_char(gw_view_of(marks), rest->p[end]) != GW_NOWHERE)
			break;
	*ret_word = gw_view_slice(*rest, start, end);
	*rest = gw_view_from(*rest, end);
	return ret_word->n != 0;
}

static void read_word(struct root *root, struct gw_view word, struct gw_view *rest)
{
	struct gw_view name;

	if (gw_view_is(word, "include"))
		root->include = ONE_FILE;
	else if (gw_view_is(word, "includeAll"))
		root->include = ALL_OF;
	else if (gw_view_is_nocase(word, "changeSet"))
		root->has_changes = true;
	else if (root->include == ONE_FILE && gw_view_is(word, "file") && next_word(rest, &name))
		include_file(root, name);
	else if (root->include == ALL_OF && gw_view_is(word, "path") && next_word(rest, &name))
		include_folder(root, name);
}

static bool is_root(struct gw_format_scan *scan, const char *path, struct gw_text **ret_text)
{
	struct gw_view name = gw_view_of(path);

	return (gw_view_ends(name, ".xml") || gw_view_ends(name, ".yaml") ||
		gw_view_ends(name, ".yml") || gw_view_ends(name, ".json")) &&
	       gw_scan_peek(scan, path, ret_text) &&
	       gw_view_find((*ret_text)->view, GW_VIEW("databaseChangeLog")) != GW_NOWHERE;
}

static void read_root(struct gw_format_scan *scan, struct gw_liquibase_files *files,
		      const char *path, struct gw_text *text)
{
	struct root root = {.scan = scan, .files = files, .path = path};
	struct gw_view rest = gw_view_of(gw_view_dup(scan->arena, text->view));
	struct gw_view word;

	while (next_word(&rest, &word))
		read_word(&root, word, &rest);
	if (root.has_changes)
		gw_scan_notice(scan, path, "has changes that are no SQL: they are not run");
}

bool gw_liquibase_files(struct gw_format_scan *scan, struct gw_liquibase_files *ret_files,
			struct gw_error **err GW_UNUSED)
{
	const struct gw_tree *tree = scan->tree;
	struct gw_text *text;
	bool any = false;

	for (size_t i = 0; i < tree->nfiles; i++) {
		if (!is_root(scan, tree->files[i].path, &text))
			continue;
		any = true;
		read_root(scan, ret_files, tree->files[i].path, text);
	}
	for (size_t i = 0; i < tree->nfiles; i++) {
		const char *path = tree->files[i].path;

		if (!any)
			list_file(scan, ret_files, path);
		if (gw_view_ends(gw_view_of(path), ".sql") && !gw_path_is_hook(path) &&
		    !is_listed(ret_files, path))
			gw_scan_stray(scan, path,
				      any ? "no root changelog includes it"
					  : "it does not begin with --liquibase formatted sql");
	}
	return true;
}
