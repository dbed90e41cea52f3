/*
 * Checksums of migrations. They are of the normalised text, so that a checkout with other line ends
 * has the same ones; text goes from the file to the hash in pieces and is not copied.
 */
#include <string.h>

#include "source/source_int.h"
#include "sql/segment.h"

enum { WINDOW_BYTES = 1024 * 1024 };

/* Where normalised text goes. */
typedef void sink_fn(void *payload, struct gw_view piece);

struct sink {
	sink_fn *add;
	void *payload;
	char last; /* byte that was added; '\n' at first: a line begins */
};

static void sink_add(struct sink *sink, struct gw_view piece)
{
	if (piece.n == 0)
		return;
	sink->add(sink->payload, piece);
	sink->last = piece.p[piece.n - 1];
}

static void add_to_hash(void *payload, struct gw_view piece)
{
	gw_sha256_add(payload, piece);
}

static void add_to_str(void *payload, struct gw_view piece)
{
	gw_str_add(payload, piece);
}

/* Bytes [at, end) of text with each CRLF as LF. */
static void normalise(struct gw_text *text, size_t at, size_t end, struct sink *sink)
{
	while (at < end) {
		struct gw_view window = gw_view_slice(text->view, at,
						      GW_MIN(end, at + WINDOW_BYTES));
		size_t cr = gw_view_find_char(window, '\r');

		if (cr == GW_NOWHERE) {
			sink_add(sink, window);
			at += window.n;
		} else {
			bool is_line_end = at + cr + 1 < end && text->view.p[at + cr + 1] == '\n';

			sink_add(sink, gw_view_slice(window, 0, is_line_end ? cr : cr + 1));
			at += cr + 1;
		}
		gw_text_release(text, at);
	}
}

bool gw_source_fail_changed(const struct gw_tree *tree, const char *path, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	gw_fail(err, GW_E_SOURCE, "%s changed while godwit was at work", path);
	gw_error_hint(*err, "Run the command again; nothing of this migration was run.");
	gw_error_at(*err, gw_tree_display_path(&arena, tree, path), (struct gw_view){0}, GW_NOWHERE,
		    0);
	return false;
}

bool gw_range_read(struct gw_texts *texts, const struct gw_range *range, struct gw_text **ret_text,
		   struct gw_error **err)
{
	struct gw_text *text;

	if (!gw_texts_read(texts, range->path, &text, err))
		return false;
	if (range->start > range->end || range->end > text->view.n)
		return gw_source_fail_changed(texts->tree, range->path, err);
	*ret_text = text;
	return true;
}

static bool pour_section(struct gw_texts *texts, const struct gw_section *section,
			 struct sink *sink, struct gw_error **err)
{
	for (size_t i = 0; i < section->ranges.n; i++) {
		const struct gw_range *range = &section->ranges.items[i];
		struct gw_text *text;

		if (!gw_range_read(texts, range, &text, err))
			return false;
		if (!range->continues && gw_needs_line_end(sink->last))
			sink_add(sink, GW_VIEW("\n"));
		normalise(text, range->start, range->end, sink);
	}
	return true;
}

struct gw_digest gw_text_digest(struct gw_text *text, struct gw_sha256 *hash)
{
	struct sink sink = {.add = add_to_hash, .payload = hash, .last = '\n'};

	gw_sha256_begin(hash);
	normalise(text, 0, text->view.n, &sink);
	return gw_sha256_end(hash);
}

bool gw_section_digest(struct gw_texts *texts, const struct gw_section *section,
		       struct gw_sha256 *hash, struct gw_digest *ret_digest, struct gw_error **err)
{
	struct sink sink = {.add = add_to_hash, .payload = hash, .last = '\n'};

	gw_sha256_begin(hash);
	if (!pour_section(texts, section, &sink, err))
		return false;
	*ret_digest = gw_sha256_end(hash);
	return true;
}

bool gw_section_text(struct gw_texts *texts, const struct gw_section *section, struct gw_str *text,
		     struct gw_error **err)
{
	struct sink sink = {.add = add_to_str, .payload = text, .last = '\n'};

	return pour_section(texts, section, &sink, err);
}

bool gw_section_settle(struct gw_texts *texts, struct gw_section *section, struct gw_error **err)
{
	for (size_t i = 0; i < section->ranges.n; i++) {
		struct gw_range *range = &section->ranges.items[i];
		struct gw_text *text;

		if (!gw_texts_read(texts, range->path, &text, err))
			return false;
		if (range->end == GW_NOWHERE)
			range->end = text->view.n;
		range->start = GW_MAX(range->start, gw_bom_size(text->view));
		range->end = GW_MAX(range->end, range->start);
	}
	return true;
}

/*
 * Several ranges, or other line ends inside of literals, need the text in one piece. A text that is
 * mapped is taken as it is: it would not fit memory.
 */
static bool digest_tokens(struct gw_texts *texts, const struct gw_dialect *dialect,
			  const struct gw_section *section, struct gw_sha256 *hash,
			  struct gw_digest *ret_digest, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str joined = {0};
	struct gw_text window = {0};

	if (section->ranges.n == 1) {
		const struct gw_range *range = &section->ranges.items[0];
		struct gw_text *text;

		if (!gw_texts_read(texts, range->path, &text, err))
			return false;
		window.view = gw_view_slice(text->view, range->start, range->end);
		window.mapped = text->mapped;
	}
	if (section->ranges.n > 1 ||
	    (!window.mapped && gw_view_find_char(window.view, '\r') != GW_NOWHERE)) {
		if (!gw_section_text(texts, section, &joined, err))
			return false;
		window = (struct gw_text){.view = gw_str_view(&joined)};
	}
	*ret_digest = gw_token_digest(dialect, &window, hash);
	return true;
}

/* --- the whole --- */

typedef GW_VEC(const char *) path_vec;

static void add_path(struct gw_arena *arena, path_vec *paths, const char *path)
{
	for (size_t i = 0; i < paths->n; i++) {
		if (strcmp(paths->items[i], path) == 0)
			return;
	}
	gw_vec_push(arena, paths, path);
}

/* The files of a migration, those of up first. */
static path_vec files_of(struct gw_arena *arena, const struct gw_migration *migration)
{
	path_vec paths = {0};

	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		const struct gw_section *section = &migration->sections[i];

		for (size_t k = 0; k < section->ranges.n; k++)
			add_path(arena, &paths, section->ranges.items[k].path);
	}
	if (paths.n == 0)
		add_path(arena, &paths, migration->path);
	return paths;
}

struct gw_digest gw_file_digest(struct gw_text *text, struct gw_sha256 *hash)
{
	struct sink sink = {.add = add_to_hash, .payload = hash, .last = '\n'};

	gw_sha256_begin(hash);
	normalise(text, gw_bom_size(text->view), text->view.n, &sink);
	return gw_sha256_end(hash);
}

/* What was read ahead was hashed, too. */
static bool is_hashed(const struct gw_texts *texts, const struct gw_migration *migration,
		      struct gw_digest *ret_digest)
{
	return migration->whole == NULL && gw_migration_is_one_file(migration) &&
	       gw_texts_digest(texts, migration->path, ret_digest);
}

static bool hash_files(struct gw_texts *texts, const struct gw_migration *migration,
		       struct gw_sha256 *hash, struct gw_digest *ret_digest, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	path_vec paths = files_of(&arena, migration);
	struct sink sink = {.add = add_to_hash, .payload = hash, .last = '\n'};
	struct gw_text *text;

	gw_sha256_begin(hash);
	if (migration->whole != NULL) {
		if (!gw_range_read(texts, migration->whole, &text, err))
			return false;
		normalise(text, migration->whole->start, migration->whole->end, &sink);
		paths.n = 0;
	}
	for (size_t i = 0; i < paths.n; i++) {
		if (!gw_texts_read(texts, paths.items[i], &text, err))
			return false;
		normalise(text, gw_bom_size(text->view), text->view.n, &sink);
	}
	*ret_digest = gw_sha256_end(hash);
	return true;
}

bool gw_source_hook_hash(struct gw_source *source, enum gw_hook hook, struct gw_digest *ret_digest,
			 struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text text = {0};
	struct gw_sha256 *hash;

	if (!gw_tree_read(source->tree, source->hooks[hook], &text, err))
		return false;
	hash = gw_sha256_new();
	*ret_digest = gw_file_digest(&text, hash);
	gw_sha256_free(hash);
	return true;
}

bool gw_migration_hash(struct gw_texts *texts, struct gw_migration *migration,
		       struct gw_sha256 *hash, struct gw_error **err)
{
	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		if (!gw_section_settle(texts, &migration->sections[i], err))
			return false;
	}
	if (!is_hashed(texts, migration, &migration->checksum) &&
	    !hash_files(texts, migration, hash, &migration->checksum, err))
		return false;
	migration->hashed = true;
	return true;
}

/* --- the parts --- */

/* Whether up is all there is, so that one checksum is the other. */
static bool is_only_up(struct gw_texts *texts, const struct gw_migration *migration)
{
	const struct gw_section *up = &migration->sections[GW_UP];
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_range *range = &up->ranges.items[0];
	struct gw_text *text;

	if (up->ranges.n != 1 || migration->sections[GW_DOWN].present ||
	    migration->sections[GW_VERIFY].present ||
	    !gw_texts_read(texts, range->path, &text, &ignored))
		return false;
	return range->end == text->view.n && range->start == gw_bom_size(text->view);
}

static bool hash_sections(struct gw_texts *texts, const struct gw_migration *migration,
			  struct gw_sha256 *hash, struct gw_parts *parts, struct gw_error **err)
{
	if (is_only_up(texts, migration)) {
		parts->checksum[GW_UP] = migration->checksum;
		return true;
	}
	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		const struct gw_section *section = &migration->sections[i];

		if (section->present &&
		    !gw_section_digest(texts, section, hash, &parts->checksum[i], err))
			return false;
	}
	return true;
}

bool gw_migration_hash_parts(struct gw_texts *texts, const struct gw_dialect *dialect,
			     const struct gw_migration *migration, struct gw_sha256 *hash,
			     struct gw_parts *ret_parts, struct gw_error **err)
{
	struct gw_digest whole;

	if (!hash_files(texts, migration, hash, &whole, err))
		return false;
	if (!gw_digest_eq(&whole, &migration->checksum))
		return gw_source_fail_changed(texts->tree, migration->path, err);
	/* Only of up is it asked whether an edit was one of comments. */
	return hash_sections(texts, migration, hash, ret_parts, err) &&
	       digest_tokens(texts, dialect, &migration->sections[GW_UP], hash, &ret_parts->tokens,
			     err);
}
