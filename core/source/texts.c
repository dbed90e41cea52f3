/*
 * The texts of a tree while it is recognised, cut and hashed: a few small ones are kept, which most
 * sources are whole, and of the others only the last. Ten thousand files are recognised by a sample,
 * and then read one after the other: nobody needs them all at once.
 */
#include <string.h>

#include "source/ahead_int.h"
#include "source/format_int.h"

/* More than the sample by which a tree is recognised has, in migrations of the usual size. */
enum { KEPT_BYTES = 512 * 1024 };

void gw_texts_done(struct gw_texts *texts)
{
	gw_ahead_end(texts->ahead);
	for (size_t i = 0; i < texts->owned.n; i++)
		gw_text_done(&texts->owned.items[i]->text);
	gw_text_done(&texts->last.text);
	gw_arena_done(&texts->arena);
	*texts = (struct gw_texts){0};
}

static struct gw_read_file *keep(struct gw_texts *texts, const char *path,
				 const struct gw_read_file *file)
{
	struct gw_read_file *kept = gw_new(&texts->arena, struct gw_read_file);

	*kept = *file;
	texts->kept_bytes += file->text.view.n;
	gw_vec_push(&texts->arena, &texts->owned, kept);
	gw_map_put(&texts->arena, &texts->kept, gw_view_of(path), kept);
	return kept;
}

static struct gw_read_file *find(struct gw_texts *texts, const char *path)
{
	/* Paths are the tree's own, and a file is asked for several times in a row. */
	if (texts->recent_path == path)
		return texts->recent;
	if (texts->last_path != NULL && strcmp(texts->last_path, path) == 0)
		return &texts->last;
	return gw_map_get(&texts->kept, gw_view_of(path));
}

/* Takes the text over; it is kept, or stays until the next one that is not kept. */
static struct gw_read_file *take(struct gw_texts *texts, const char *path,
				 const struct gw_read_file *file)
{
	if (!file->text.mapped && file->text.view.n <= KEPT_BYTES - texts->kept_bytes)
		return keep(texts, path, file);
	gw_text_done(&texts->last.text);
	texts->last = *file;
	texts->last_path = path;
	return &texts->last;
}

static bool read_file(struct gw_texts *texts, const char *path, uint64_t max_bytes,
		      struct gw_read_file *ret_file, struct gw_error **err)
{
	ret_file->has_digest = texts->ahead != NULL &&
			       gw_ahead_take(texts->ahead, path, &ret_file->text,
					     &ret_file->digest);
	return ret_file->has_digest ||
	       texts->tree->read(texts->tree, path, max_bytes, &ret_file->text, err);
}

static bool read_up_to(struct gw_texts *texts, const char *path, uint64_t max_bytes,
		       struct gw_text **ret_text, struct gw_error **err)
{
	struct gw_read_file *known = find(texts, path);
	struct gw_read_file file;

	if (known == NULL) {
		if (!read_file(texts, path, max_bytes, &file, err))
			return false;
		known = take(texts, path, &file);
	}
	texts->recent = known;
	texts->recent_path = path;
	*ret_text = &known->text;
	return true;
}

bool gw_texts_read(struct gw_texts *texts, const char *path, struct gw_text **ret_text,
		   struct gw_error **err)
{
	return read_up_to(texts, path, UINT64_MAX, ret_text, err);
}

bool gw_texts_digest(const struct gw_texts *texts, const char *path, struct gw_digest *ret_digest)
{
	if (texts->recent_path != path || !texts->recent->has_digest)
		return false;
	*ret_digest = texts->recent->digest;
	return true;
}

void gw_texts_read_ahead(struct gw_texts *texts, const char *const *paths, size_t n)
{
	size_t nthreads = texts->tree->is_concurrent ? gw_ahead_threads(n) : 0;

	if (nthreads != 0)
		texts->ahead = gw_ahead_begin(texts->tree, paths, n, nthreads);
}

bool gw_scan_peek(struct gw_format_scan *scan, const char *path, struct gw_text **ret_text)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	return read_up_to(scan->texts, path, GW_TEXT_MAP_BYTES, ret_text, &ignored);
}
