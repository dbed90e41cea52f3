/*
 * A source, loaded: the migrations of a tree in order, with checksums, checked for duplicates.
 *
 *	tree (folder, commit) -> format (named or sniffed) -> migrations in order -> plan
 */
#ifndef GW_SOURCE_SOURCE_H
#define GW_SOURCE_SOURCE_H

#include "base/error.h"
#include "base/map.h"
#include "source/format.h"
#include "source/migration.h"
#include "source/tree.h"
#include "sql/placeholder.h"
#include "sql/segment.h"

struct gw_source {
	struct gw_arena *arena;
	struct gw_tree *tree;
	const struct gw_format *format;
	const struct gw_dialect *dialect;
	bool sniffed;
	struct gw_migration **migrations; /* versioned and baselines in order, then repeatables */
	size_t n;
	struct gw_map by_key;             /* gw_migration_key() -> struct gw_migration * */
	GW_VEC(struct gw_notice) notices;
	const char *hooks[GW_HOOK_COUNT];
};

/*
 * Lists, recognises and hashes. format_name NULL or "auto": sniffed. The tree is taken over (closed
 * by gw_source_close, also on failure). No migration at all is fine: n is 0.
 */
GW_MUST_USE bool gw_source_load(struct gw_arena *arena, struct gw_tree *tree,
				const char *format_name, const struct gw_dialect *dialect,
				struct gw_source **ret_source, struct gw_error **err);
void gw_source_close(struct gw_source *source);

/* The migration with this version, or repeatable with this name; NULL. */
struct gw_migration *gw_source_find(const struct gw_source *source, const char *key);

/*
 * One direction of a migration as text to execute. A single range is a window into the file; several
 * are joined, each on a new line. With placeholders, the expansion. gw_script_locate() leads back
 * to the file.
 */
struct gw_script {
	const char *label;   /* gw_migration_label() */
	struct gw_text text; /* what is executed */
	struct gw_script_part *parts; /* where the text came from */
	size_t nparts;
	struct gw_expansion expansion;
	struct gw_text file; /* the only file, kept for excerpts, when nparts is 1 */
};

struct gw_script_part {
	size_t offset;    /* in the unexpanded text */
	const char *path; /* for display; "history" for stored text */
	size_t file_offset;
};

/*
 * Reads the script of a section. placeholders may be NULL (off unless the file asks for them, which
 * is then an error). Fails with GW_E_SOURCE when the text is no longer what was hashed.
 */
GW_MUST_USE bool gw_source_script(struct gw_source *source, struct gw_arena *arena,
				  const struct gw_migration *migration, enum gw_direction direction,
				  const struct gw_map *placeholders, struct gw_script **ret_script,
				  struct gw_error **err);
/* A script from text that the history stored. */
struct gw_script *gw_script_stored(struct gw_arena *arena, const char *label, struct gw_view text);
/* A hook's script. */
GW_MUST_USE bool gw_source_hook(struct gw_source *source, struct gw_arena *arena, enum gw_hook hook,
				const struct gw_map *placeholders, struct gw_script **ret_script,
				struct gw_error **err);
/* Gives back file memory; the rest is in the arena. */
void gw_script_done(struct gw_script *script);
/* Puts file:line:column and the excerpt of length bytes at offset of script->text on the error. */
void gw_script_locate(const struct gw_script *script, struct gw_error *error, size_t offset,
		      size_t length);

/* The text of a section as it is stored in the history: before expansion, CRLF to LF, no BOM. */
GW_MUST_USE bool gw_source_text(struct gw_source *source, struct gw_arena *arena,
				const struct gw_migration *migration, enum gw_direction direction,
				struct gw_view *ret_text, struct gw_error **err);

#endif
