/*
 * Trees, read as git stores them. libgit2 makes an array of a tree's entries each time that it is
 * looked up, which for a folder of thousands of files takes longer than all that is done with them:
 *
 *	mode, blank, name, NUL, 20 bytes of id, mode, ...      sorted; a folder as if it ended with '/'
 *
 * They are verified as any other object is: libgit2 hashes what it reads.
 */
#include <string.h>

#include "git/libgit2/libgit2.h"

static bool fail_malformed(const git_oid *id, struct gw_error **err)
{
	char hex[GIT_OID_HEXSZ + 1];

	return gw_fail(err, GW_E_GIT, "tree %s is malformed", git_oid_tostr(hex, sizeof(hex), id));
}

/* Each entry has all of its parts: the cursor need not look again. */
static bool is_well_formed(const char *p, const char *end)
{
	while (p < end) {
		const char *blank = memchr(p, ' ', (size_t)(end - p));
		const char *nul = blank != NULL ? memchr(blank, '\0', (size_t)(end - blank)) : NULL;

		if (nul == NULL || nul == blank + 1 || end - nul <= GIT_OID_RAWSZ)
			return false;
		p = nul + 1 + GIT_OID_RAWSZ;
	}
	return true;
}

static bool read_tree(struct gw_git_trees *trees, const git_oid *id, git_odb_object **ret_tree,
		      struct gw_error **err)
{
	ODB_OBJECT_AUTO git_odb_object *object = NULL;
	char hex[GIT_OID_HEXSZ + 1];
	const char *p;

	if (git_odb_read(&object, trees->odb, id) != 0)
		return gw_git_fail_read(trees->repository, err, "tree %s cannot be read",
					git_oid_tostr(hex, sizeof(hex), id));
	p = git_odb_object_data(object);
	if (git_odb_object_type(object) != GIT_OBJECT_TREE ||
	    !is_well_formed(p, p + git_odb_object_size(object)))
		return fail_malformed(id, err);
	*ret_tree = object;
	object = NULL;
	return true;
}

/* --- trees at hand --- */

bool gw_git_trees_init(struct gw_git_trees *trees, struct gw_repository *repository,
		       struct gw_error **err)
{
	*trees = (struct gw_git_trees){.repository = repository};
	if (git_repository_odb(&trees->odb, repository->git) != 0)
		return gw_git_fail(err, GW_E_GIT, "the objects of the repository cannot be read");
	return true;
}

void gw_git_trees_done(struct gw_git_trees *trees)
{
	for (size_t i = 0; i < GW_COUNT(trees->kept); i++)
		git_odb_object_free(trees->kept[i].tree);
	git_odb_free(trees->odb);
}

bool gw_git_tree_open(struct gw_git_trees *trees, const git_oid *id, git_odb_object **ret_tree,
		      struct gw_error **err)
{
	size_t oldest = 0;

	for (size_t i = 0; i < GW_COUNT(trees->kept); i++) {
		if (trees->kept[i].tree != NULL && git_oid_equal(&trees->kept[i].id, id)) {
			trees->kept[i].used = ++trees->clock;
			git_odb_object_dup(ret_tree, trees->kept[i].tree);
			return true;
		}
		if (trees->kept[i].used < trees->kept[oldest].used)
			oldest = i;
	}
	if (!read_tree(trees, id, ret_tree, err))
		return false;
	git_odb_object_free(trees->kept[oldest].tree);
	git_oid_cpy(&trees->kept[oldest].id, id);
	trees->kept[oldest].used = ++trees->clock;
	git_odb_object_dup(&trees->kept[oldest].tree, *ret_tree);
	return true;
}

/* The entry with this name in a tree; false: there is none. */
static bool find_entry(git_odb_object *tree, struct gw_view name, struct gw_tree_cursor *ret_entry)
{
	struct gw_tree_cursor cursor = gw_tree_cursor(tree);

	for (; cursor.at < cursor.end; gw_tree_cursor_next(&cursor)) {
		if (gw_view_eq(cursor.name, name)) {
			*ret_entry = cursor;
			return true;
		}
	}
	return false;
}

bool gw_git_find_place(struct gw_git_trees *trees, const git_oid *root, const char *path,
		       struct gw_git_place *ret_place, struct gw_error **err)
{
	struct gw_view rest = gw_view_of(path), name;
	struct gw_git_place place = {.id = *root, .found = true, .kind = GW_TREE_FOLDER};

	while (place.found && place.kind == GW_TREE_FOLDER &&
	       gw_view_next_field(&rest, '/', &name)) {
		ODB_OBJECT_AUTO git_odb_object *tree = NULL;
		struct gw_tree_cursor entry;

		if (!gw_git_tree_open(trees, &place.id, &tree, err))
			return false;
		place.found = find_entry(tree, name, &entry);
		if (!place.found)
			break;
		place.path = gw_view_slice(gw_view_of(path), 0, (size_t)(name.p + name.n - path));
		place.kind = entry.kind;
		place.id = *entry.id;
	}
	*ret_place = place;
	return true;
}

/* --- cursors --- */

static enum gw_tree_kind kind_of(const char *mode)
{
	switch (mode[0]) {
	case '4': /* 40000 */
	case '0': /* as old programs wrote it: 040000 */
		return GW_TREE_FOLDER;
	case '1':
		return mode[1] == '2'   ? GW_TREE_SYMLINK /* 120000 */
		       : mode[1] == '6' ? GW_TREE_SUBMODULE /* 160000 */
					: GW_TREE_FILE;
	default:
		return GW_TREE_FILE;
	}
}

/* Reads the entry at cursor->at. */
static void read_entry(struct gw_tree_cursor *cursor)
{
	const char *blank;

	if (cursor->at >= cursor->end)
		return;
	cursor->kind = kind_of(cursor->at);
	blank = cursor->at;
	while (*blank != ' ')
		blank++;
	cursor->name = gw_view_of(blank + 1);
	cursor->id = (const git_oid *)(const void *)(cursor->name.p + cursor->name.n + 1);
}

struct gw_tree_cursor gw_tree_cursor(git_odb_object *tree)
{
	struct gw_tree_cursor cursor = {0};

	if (tree != NULL) {
		cursor.at = git_odb_object_data(tree);
		cursor.end = cursor.at + git_odb_object_size(tree);
	}
	read_entry(&cursor);
	return cursor;
}

void gw_tree_cursor_next(struct gw_tree_cursor *cursor)
{
	cursor->at = (const char *)cursor->id + GIT_OID_RAWSZ;
	read_entry(cursor);
}

/* How many bytes both begin with. */
static size_t common_bytes(const char *a, const char *b, size_t n)
{
	enum { BLOCK_BYTES = 512 };
	size_t i = 0;

	while (n - i >= BLOCK_BYTES && memcmp(a + i, b + i, BLOCK_BYTES) == 0)
		i += BLOCK_BYTES;
	while (i < n && a[i] == b[i])
		i++;
	return i;
}

/* Entries are looked at in one of both: the bytes are the same. */
void gw_tree_cursors_skip_same(struct gw_tree_cursor *a, struct gw_tree_cursor *b)
{
	size_t a_bytes = (size_t)(a->end - a->at);
	size_t b_bytes = (size_t)(b->end - b->at);
	size_t same = common_bytes(a->at, b->at, GW_MIN(a_bytes, b_bytes));
	const char *start = a->at;

	if (same == a_bytes && same == b_bytes) {
		a->at = a->end;
		b->at = b->end;
		return;
	}
	while (a->at < a->end && (const char *)a->id + GIT_OID_RAWSZ <= start + same)
		gw_tree_cursor_next(a);
	b->at += a->at - start;
	read_entry(b);
}

/* As git sorts: the byte that follows a folder's name is a slash. */
int gw_tree_cursor_cmp(const struct gw_tree_cursor *a, const struct gw_tree_cursor *b)
{
	size_t n = GW_MIN(a->name.n, b->name.n);
	int order = memcmp(a->name.p, b->name.p, n);
	unsigned char after_a, after_b;

	if (order != 0)
		return order;
	after_a = (unsigned char)(a->name.n == n && a->kind == GW_TREE_FOLDER ? '/' : a->name.p[n]);
	after_b = (unsigned char)(b->name.n == n && b->kind == GW_TREE_FOLDER ? '/' : b->name.p[n]);
	return (after_a > after_b) - (after_a < after_b);
}
