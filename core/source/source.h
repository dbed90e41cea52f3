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
#include "source/provenance.h"
#include "source/tree.h"
#include "sql/placeholder.h"
#include "sql/segment.h"

struct gw_source {
	struct gw_arena *arena;
	struct gw_tree *tree; /* NULL: closed */
	const char *display; /* what people call it, the tree's */
	const struct gw_format *format;
	const struct gw_dialect *dialect;
	bool sniffed;
	bool ordered; /* the order is the source's own, as the format delivered it */
	struct gw_migration **migrations; /* versioned and baselines in order, then repeatables */
	size_t n;
	struct gw_map by_key; /* key -> struct gw_migration * */
	GW_VEC(struct gw_notice) notices;
	const char *hooks[GW_HOOK_COUNT];
	struct gw_map placeholders; /* that the tool's own settings give, name -> const char * */
	struct gw_provenance *provenance; /* NULL: not from git, or not known */
	bool traced; /* it was looked for */
	struct gw_variables variables; /* that scripts may ask for; set by who opened the source */
	size_t kept_bytes; /* of files whose sections were hashed */
};

/*
 * Lists and recognises, and hashes each migration as a whole. format_name NULL or "auto": sniffed. The
 * tree is taken over (closed by gw_source_close, also on failure). No migration at all is fine: n is 0.
 */
GW_MUST_USE bool gw_source_open(struct gw_arena *arena, struct gw_tree *tree,
				const char *format_name, const struct gw_dialect *dialect,
				struct gw_source **ret_source, struct gw_error **err);
/*
 * Hashes the sections of a migration, unless they are. Ten thousand that are applied as they are need
 * none of that: who has the checksum of the whole has all of it. GW_E_SOURCE when the whole is no
 * longer what was hashed. Small files are kept, up to a limit in all: these bytes were hashed, and are
 * what runs, whatever becomes of the file.
 */
GW_MUST_USE bool gw_source_hash_parts(struct gw_source *source,
				      const struct gw_migration *migration, struct gw_error **err);
/* Opens, and hashes all parts. */
GW_MUST_USE bool gw_source_load(struct gw_arena *arena, struct gw_tree *tree,
				const char *format_name, const struct gw_dialect *dialect,
				struct gw_source **ret_source, struct gw_error **err);
void gw_source_close(struct gw_source *source);

/*
 * The order of two versions: of those that a source with an order of its own has, that; else the
 * format's.
 */
int gw_source_compare(const struct gw_source *source, const char *version_a, const char *version_b);

/* The migration with this key, or NULL. */
struct gw_migration *gw_source_find(const struct gw_source *source, const char *key);

/*
 * One direction of a migration as text to execute. A single range is a window into the file;
 * several are joined. With placeholders, or what the format has in their place,
 * the expansion. gw_script_locate() leads back to the file.
 */
struct gw_script {
	const char *label; /* gw_migration_label() */
	const struct gw_dialect *dialect;
	struct gw_text text; /* what is executed */
	struct gw_script_part *parts; /* where the text came from */
	size_t nparts;
	struct gw_view plain; /* before expansion */
	struct gw_expansion expansion;
	struct gw_text file; /* what text is a window into, kept for excerpts too; empty when ranges
				were joined, and for stored text */
	const char *file_path; /* of file, as in the source's listing; NULL: there is none */
	bool is_kept; /* file is the source's */
};

struct gw_script_part {
	size_t offset; /* in the unexpanded text */
	const char *path; /* for display; "history" for stored text */
	size_t file_offset;
	struct gw_position position; /* of file_offset in its file */
};

/*
 * Reads the script of a section. placeholders may be NULL (off unless the file asks for them; a
 * placeholder in it is then an error). Fails with GW_E_SOURCE when the text is no longer what was
 * hashed, and with GW_E_IRREVERSIBLE when the migration has no such section.
 */
GW_MUST_USE bool gw_source_script(struct gw_source *source, struct gw_arena *arena,
				  const struct gw_migration *migration, enum gw_direction direction,
				  const struct gw_map *placeholders, struct gw_script **ret_script,
				  struct gw_error **err);
/* The same as it is written: placeholders stay, whatever the file asks for. */
GW_MUST_USE bool gw_source_plain_script(struct gw_source *source, struct gw_arena *arena,
					const struct gw_migration *migration,
					enum gw_direction direction, struct gw_script **ret_script,
					struct gw_error **err);
/*
 * A script from text that the history stored, which is the text before expansion; it is expanded as
 * the source's format does it. text must live as long as the script.
 */
GW_MUST_USE bool gw_source_stored(const struct gw_source *source, struct gw_arena *arena,
				  const char *label, struct gw_view text,
				  const struct gw_map *placeholders, struct gw_script **ret_script,
				  struct gw_error **err);
/* A hook's script; *ret_script is NULL when the source has no such hook. */
GW_MUST_USE bool gw_source_hook(struct gw_source *source, struct gw_arena *arena, enum gw_hook hook,
				const struct gw_map *placeholders, struct gw_script **ret_script,
				struct gw_error **err);
/* SHA-256 of a hook's normalised text; the source has the hook. */
GW_MUST_USE bool gw_source_hook_hash(struct gw_source *source, enum gw_hook hook,
				     struct gw_digest *ret_digest, struct gw_error **err);
/* The text as placeholders and variables made it; absent where they put nothing in. */
struct gw_view gw_script_expanded(const struct gw_script *script);
/* Gives back file memory; the rest is in the arena. */
void gw_script_done(struct gw_script *script);
/*
 * Puts file:line:column and the excerpt of length bytes at offset of script->text on the error; no
 * excerpt when it, or the marked text, holds a secret.
 */
void gw_script_locate(const struct gw_script *script, struct gw_error *error, size_t offset,
		      size_t length);

/*
 * The line in its file of a byte of script->text, which is in line (1-based) of that; *ret_path is the
 * file, for display. No more is read than where the script begins.
 */
unsigned gw_script_line(const struct gw_script *script, size_t offset, unsigned line,
			const char **ret_path);

/*
 * The text of a section as it is stored in the history: before expansion, CRLF to LF, no BOM. open: a
 * script of the migration; what it has open is not read again. NULL: none is at hand.
 */
GW_MUST_USE bool gw_source_text(struct gw_source *source, struct gw_arena *arena,
				const struct gw_migration *migration, enum gw_direction direction,
				struct gw_script *open, struct gw_view *ret_text,
				struct gw_error **err);

/*
 * The files that `godwit new` creates for a name as people typed it. version NULL: the next one in
 * the style of the source, or stamp (gw_time_stamp()). GW_E_UNSUPPORTED when the format cannot be
 * written.
 */
GW_MUST_USE bool gw_source_new_files(const struct gw_source *source, struct gw_arena *arena,
				     const char *version, const char *stamp, const char *name,
				     struct gw_new_file **ret_files, size_t *ret_count,
				     struct gw_error **err);

/* --- other versions for files that are there: renumber.c --- */

/* A file of the source, or a folder, and what it is to be called. */
struct gw_rename {
	const char *from;
	const char *to;
};
struct gw_renames {
	GW_VEC(struct gw_rename) list;
};

/*
 * The number that a version begins with, digits or dotted numbers; absent when there is none. What
 * follows it ("_add_users" of Prisma's) is *ret_rest.
 */
struct gw_view gw_version_number(const char *version, struct gw_view *ret_rest);
/*
 * Adds the renames that give a migration another number: of its files, of what lies beside them under
 * the same name, or of its folder. GW_E_UNSUPPORTED where that is not enough, or where the names do
 * not show the version.
 */
GW_MUST_USE bool gw_source_renumber(const struct gw_source *source, struct gw_arena *arena,
				    const struct gw_migration *migration, const char *number,
				    struct gw_renames *renames, struct gw_error **err);

/* A version that another one takes the place of. */
struct gw_new_version {
	const char *before;
	const char *now;
};
/* A file with another text. */
struct gw_rewrite {
	const char *path;
	const char *depends; /* what it says of them now: "11,12" */
	struct gw_view content;
};
/*
 * The file of a migration in godwit's format with the versions in its `depends` replaced; content is
 * absent when it names none of them.
 */
GW_MUST_USE bool gw_source_redepend(const struct gw_source *source, struct gw_arena *arena,
				    const struct gw_migration *migration,
				    const struct gw_new_version *versions, size_t n,
				    struct gw_rewrite *ret_rewrite, struct gw_error **err);

#endif
