/*
 * A test double of struct gw_tree: files that exist only in memory, so that formats are tested
 * without a disk.
 *
 *	struct gw_tree *tree = tree_double(&arena, (struct double_file[]){{"V1__a.sql", "..."}}, 1);
 */
#ifndef TESTS_UNIT_SOURCE_TREE_DOUBLE_H
#define TESTS_UNIT_SOURCE_TREE_DOUBLE_H

#include <stdlib.h>
#include <string.h>

#include "source/format_int.h"

struct double_file {
	const char *path;
	const char *text;
};

struct tree_double {
	struct gw_tree tree; /* first: the two are cast into each other */
	const struct double_file *files;
	size_t nfiles;
};

static bool tree_double_read(struct gw_tree *tree, const char *path, uint64_t max_bytes,
			     struct gw_text *ret_text, struct gw_error **err)
{
	const struct tree_double *self = (const struct tree_double *)(const void *)tree;

	for (size_t i = 0; i < self->nfiles; i++) {
		size_t n = strlen(self->files[i].text);
		char *copy;

		if (strcmp(self->files[i].path, path) != 0)
			continue;
		if (n > max_bytes)
			return gw_fail(err, GW_E_IO, "the double's %s is too large", path);
		copy = gw_xmalloc(n + 1);
		memcpy(copy, self->files[i].text, n + 1);
		*ret_text = (struct gw_text){.view = {copy, n}};
		return true;
	}
	return gw_fail(err, GW_E_IO, "the double has no file %s", path);
}

/* "../name" lies beside the tree. */
static bool tree_double_read_beside(struct gw_tree *tree, const char *name,
				    struct gw_text *ret_text, struct gw_error **err)
{
	const struct tree_double *self = (const struct tree_double *)(const void *)tree;

	*ret_text = (struct gw_text){0};
	for (size_t i = 0; i < self->nfiles; i++) {
		struct gw_view path = gw_view_of(self->files[i].path);

		if (gw_cut_prefix(&path, "../") && gw_view_is(path, name))
			return tree_double_read(tree, self->files[i].path, UINT64_MAX, ret_text,
						err);
	}
	return true;
}

static void tree_double_close(struct gw_tree *tree GW_UNUSED)
{
}

static int tree_double_compare(const void *a, const void *b)
{
	const struct gw_tree_file *left = a;
	const struct gw_tree_file *right = b;

	return strcmp(left->path, right->path);
}

/* Lists files, sorted by path; they must live as long as arena. */
static inline struct gw_tree *tree_double(struct gw_arena *arena, const struct double_file *files,
					  size_t n)
{
	struct tree_double *self = gw_new(arena, struct tree_double);
	struct gw_tree_file *list = gw_new_array(arena, struct gw_tree_file, n + 1);

	size_t listed = 0;

	for (size_t i = 0; i < n; i++) {
		if (strncmp(files[i].path, "../", 3) != 0)
			list[listed++] = (struct gw_tree_file){files[i].path};
	}
	qsort(list, listed, sizeof(*list), tree_double_compare);
	*self = (struct tree_double){
		.tree = {.display = "double",
			 .files = list,
			 .nfiles = listed,
			 .read = tree_double_read,
			 .read_beside = tree_double_read_beside,
			 .close = tree_double_close},
		.files = files,
		.nfiles = n,
	};
	return &self->tree;
}

/* The text of a range of a file, for comparing sections. */
static inline struct gw_view tree_double_range(const struct double_file *files, size_t n,
					       struct gw_range range)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(files[i].path, range.path) == 0)
			return gw_view_slice(gw_view_of(files[i].text), range.start,
					     GW_MIN(range.end, strlen(files[i].text)));
	}
	return (struct gw_view){0};
}

#endif
