/*
 * Between source.c, script.c and checksum.c: the text of a section, as it is hashed, stored and
 * run.
 */
#ifndef GW_SOURCE_SOURCE_INT_H
#define GW_SOURCE_SOURCE_INT_H

#include "base/str.h"
#include "source/format_int.h"
#include "source/source.h"

/*
 * Fills in what the format left open: ends of ranges that go to the end of their file, and starts
 * that stand before a BOM.
 */
GW_MUST_USE bool gw_section_settle(struct gw_texts *texts, struct gw_section *section,
				   struct gw_error **err);
/* The text of a range's file. GW_E_SOURCE when the file no longer holds the range. */
GW_MUST_USE bool gw_range_read(struct gw_texts *texts, const struct gw_range *range,
			       struct gw_text **ret_text, struct gw_error **err);
/* Checksum of the section's normalised text: its ranges, each where it belongs, CRLF as LF. */
GW_MUST_USE bool gw_section_digest(struct gw_texts *texts, const struct gw_section *section,
				   struct gw_sha256 *hash, struct gw_digest *ret_digest,
				   struct gw_error **err);
/* Checksum of a whole file: its text, CRLF as LF, without a BOM. */
struct gw_digest gw_file_digest(struct gw_text *text, struct gw_sha256 *hash);
/* The same of a text that is one range, or ranges that were joined. */
struct gw_digest gw_text_digest(struct gw_text *text, struct gw_sha256 *hash);
/* That text itself. */
GW_MUST_USE bool gw_section_text(struct gw_texts *texts, const struct gw_section *section,
				 struct gw_str *text, struct gw_error **err);
/* Settles all sections of a migration, and hashes its files as a whole. */
GW_MUST_USE bool gw_migration_hash(struct gw_texts *texts, struct gw_migration *migration,
				   struct gw_sha256 *hash, struct gw_error **err);
/* Hashes its sections. GW_E_SOURCE when its files are no longer what was hashed. */
GW_MUST_USE bool gw_migration_hash_parts(struct gw_texts *texts, const struct gw_dialect *dialect,
					 const struct gw_migration *migration,
					 struct gw_sha256 *hash, struct gw_parts *ret_parts,
					 struct gw_error **err);

/* Whether a range that begins a line must have a line end put before it: last is the byte there. */
static inline bool gw_needs_line_end(char last)
{
	return last != '\n' && last != '\r';
}

/* GW_E_SOURCE: the file is not what it was when the source was loaded. */
bool gw_source_fail_changed(const struct gw_tree *tree, const char *path, struct gw_error **err);

/* Where a hook is found, whatever the format. */
const char *gw_hook_path(struct gw_arena *arena, enum gw_hook hook);

/* memory.c: texts as a tree of files; they get in order of their paths, and must live as long. */
struct gw_tree *gw_tree_of_texts(struct gw_arena *arena, const char *display,
				 struct gw_new_file *texts, size_t n);

#endif
