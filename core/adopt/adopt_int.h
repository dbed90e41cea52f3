/*
 * What the tools share: what rows mean, which migration they are of, and the checksums that are kept.
 */
#ifndef GW_ADOPT_ADOPT_INT_H
#define GW_ADOPT_ADOPT_INT_H

#include "adopt/adopt.h"
#include "adopt/eject.h"

/* Flyway's: CRC-32 of the lines without their ends, as a signed number. */
int32_t gw_adopt_crc32(struct gw_view content);
/* The same of the bytes as they are, without a sign. */
uint32_t gw_adopt_crc32_plain(struct gw_view bytes);
/* refinery's: SipHash-1-3 of name, version (in 4 or 8 bytes) and content. */
uint64_t gw_adopt_siphash(struct gw_view name, uint64_t version, size_t version_bytes,
			  struct gw_view content);
/*
 * Liquibase's of a changeset's SQL, in its versions 9 and 8: "9:" and 32 digits. header says how the text
 * is cut: "null:true:true:".
 */
char *gw_adopt_liquibase9(struct gw_arena *arena, struct gw_view sql);
char *gw_adopt_liquibase8(struct gw_arena *arena, struct gw_view sql, const char *header);
/* Content with every line end as LF, or as CRLF: a checkout may have changed them. */
struct gw_view gw_adopt_lines(struct gw_arena *arena, struct gw_view content, bool crlf);

/* The digest of a text, as a table has it. */
typedef char *gw_adopt_digest_fn(struct gw_arena *arena, struct gw_view content);
/* A tool's proves(): the checksum is that digest of the file, */
enum gw_adopt_proof gw_adopt_compare(const struct gw_adopt_evidence *evidence,
				     gw_adopt_digest_fn *digest);
/* its SHA-256 in hexadecimal digits, */
enum gw_adopt_proof gw_adopt_proves_sha256(const struct gw_adopt_evidence *evidence);
/* or what the list beside the files says. */
enum gw_adopt_proof gw_adopt_proves_listed(const struct gw_adopt_evidence *evidence);
/* Bytes as hexadecimal digits: PostgreSQL tells them so, after "\\x"; the others tell bytes. */
const char *gw_adopt_hex(struct gw_arena *arena, struct gw_view bytes);

/* --- rows: a tool's interpret() --- */

/* The texts of row i; it counts as applied. */
struct gw_adopt_row gw_adopt_row_of(struct gw_arena *arena, const struct gw_rows *rows, size_t i);
/* Each row is a migration that is applied. */
void gw_adopt_each(struct gw_arena *arena, const struct gw_rows *rows,
		   struct gw_adopt_rows *ret_rows);
/* The same, and ids are names of files: without folder, and without the suffix of a program. */
void gw_adopt_each_stem(struct gw_arena *arena, const struct gw_rows *rows,
			struct gw_adopt_rows *ret_rows);
/* One row: the last version. The state, where there is one, says that it is dirty. */
void gw_adopt_last(struct gw_arena *arena, const struct gw_rows *rows,
		   struct gw_adopt_rows *ret_rows);
/* Takes out the rows of that id: what came later says something else. */
void gw_adopt_forget(struct gw_adopt_rows *rows, const char *id);
/* Neither is NULL, and they are equal. */
bool gw_adopt_is_same(const char *a, const char *b);

/* --- which migration: a tool's is_of(), comparing the row's id --- */

/* With the version, in the order of the format. */
bool gw_adopt_by_version(const struct gw_adopt_row *row, const struct gw_migration *migration,
			 const struct gw_format *format);
/* The numbers that id and version begin with. */
bool gw_adopt_by_number(const struct gw_adopt_row *row, const struct gw_migration *migration,
			const struct gw_format *format);
/* With the name of the file. */
bool gw_adopt_by_file(const struct gw_adopt_row *row, const struct gw_migration *migration,
		      const struct gw_format *format);
/* With that without its suffix. */
bool gw_adopt_by_stem(const struct gw_adopt_row *row, const struct gw_migration *migration,
		      const struct gw_format *format);
/* With the version as text. */
bool gw_adopt_by_text(const struct gw_adopt_row *row, const struct gw_migration *migration,
		      const struct gw_format *format);
struct gw_view gw_adopt_file_name(const struct gw_migration *migration);
/* That without its suffix, and without the direction where the rest is the version; of a program, its key. */
struct gw_view gw_adopt_stem(const struct gw_migration *migration);

/* --- cells: what a tool's table says of a migration --- */

const char *gw_eject_version(const struct gw_eject_row *row);
const char *gw_eject_name(const struct gw_eject_row *row);
const char *gw_eject_description(const struct gw_eject_row *row); /* blanks for underscores */
const char *gw_eject_file(const struct gw_eject_row *row); /* without folders */
const char *gw_eject_at(const struct gw_eject_row *row); /* "2026-11-22 09:30:00.123", UTC */
const char *gw_eject_at_iso(const struct gw_eject_row *row); /* "2026-11-22T09:30:00.123456Z" */
const char *gw_eject_number(const struct gw_eject_row *row);
const char *gw_eject_user(const struct gw_eject_row *row);
const char *gw_eject_yes(const struct gw_eject_row *row); /* 1, which is true as well */
const char *gw_eject_no(const struct gw_eject_row *row); /* 0 */
const char *gw_eject_sha256(const struct gw_eject_row *row); /* of the file */
/* The program of the migration's name, without folders; NULL: there is none. */
const char *gw_eject_program_file(const struct gw_eject_row *row);
/* A tool's fault(): it needs one. */
const char *gw_eject_no_program(const struct gw_eject_row *row);

#define GW_ADOPT_TOOL(id) extern const struct gw_adopt_tool gw_adopt_##id;
#include "adopt/tools.def"
#undef GW_ADOPT_TOOL

#endif
