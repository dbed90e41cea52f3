/*
 * The model: a migration as every format yields it. Plain data; no file is open, no text is held
 * (10,000 migrations must fit a few megabytes): gw_source_script() reads a script again when it is
 * needed, and checks that it still is what was hashed.
 */
#ifndef GW_SOURCE_MIGRATION_H
#define GW_SOURCE_MIGRATION_H

#include "base/hash.h"
#include "base/vec.h"
#include "base/view.h"

enum gw_migration_kind {
	GW_MIGRATION_VERSIONED,
	GW_MIGRATION_REPEATABLE, /* run again when its content changes, after the versioned ones */
	GW_MIGRATION_BASELINE, /* stands for all versions up to its own, on an empty database */
};

enum gw_direction { GW_UP, GW_DOWN, GW_VERIFY, GW_DIRECTION_COUNT };
const char *gw_direction_name(enum gw_direction direction); /* "up" */

/* Bytes [start, end) of one file of the source. */
struct gw_range {
	const char *path; /* as in the source's listing */
	size_t start;
	size_t end;
	bool continues; /* right behind the range before; else it begins a line */
};

/* One direction of a migration: text ranges, read in this order. */
struct gw_section {
	bool present; /* an empty section that is present is a no-op; an absent down means
			 "cannot be taken back" */
	bool transaction_off; /* the file or its format says so */
	GW_SHORT_VEC(struct gw_range) ranges;
};

/* What is hashed of the sections that are present. */
struct gw_parts {
	struct gw_digest
		checksum[GW_DIRECTION_COUNT]; /* of the normalised text: CRLF to LF, no BOM */
	struct gw_digest tokens; /* of up: of the token stream, see sql/segment.h */
	/* The whole file of a section that is one range, as it was hashed; absent: not kept. */
	struct gw_view kept[GW_DIRECTION_COUNT];
};

enum gw_placeholder_style {
	GW_PLACEHOLDER_NONE, /* as configured */
	GW_PLACEHOLDER_DOLLAR, /* ${name} */
	GW_PLACEHOLDER_OFF, /* never, whatever is configured */
};

/* What a file says of how it is to be run. */
struct gw_migration_options {
	GW_VEC(const char *) depends; /* versions that must be applied before */
	GW_VEC(const char *) environments; /* only in these; empty: in all */
	bool allow_out_of_order;
	enum gw_placeholder_style placeholders;
	int64_t lock_timeout_ms; /* 0: as configured */
	int64_t statement_timeout_ms; /* 0: as configured */
};

struct gw_migration {
	enum gw_migration_kind kind;
	bool hashed; /* the checksum is there: always, when the source is loaded */
	const char *key; /* names it in the history and on the command line: the version, or
				"R__" and the name of a repeatable; set by gw_source_load() */
	const char *version; /* canonical text of the format; NULL for a repeatable */
	const char *name; /* without version and suffix; "" when there is none */
	const char *path; /* the file that people know it by (the up file) */
	struct gw_section sections[GW_DIRECTION_COUNT];
	struct gw_range *whole; /* where several share a file: what of it is this one's; NULL: its
					 files are its own */
	struct gw_digest checksum; /* of the whole normalised file or files, up before down */
	const struct gw_parts *parts; /* NULL: not asked for yet, see gw_source_hash_parts() */
	struct gw_migration_options *options; /* NULL: it says nothing */
	size_t index; /* in the source's list */
};

/* Of its ranges, when the source is loaded. */
uint64_t gw_section_bytes(const struct gw_section *section);
/* Never NULL: none are set where the file says nothing, or where there is none (NULL). */
const struct gw_migration_options *gw_migration_options(const struct gw_migration *migration);
/* What people call it: "20261122093000_add_users", "R__views". */
char *gw_migration_label(struct gw_arena *arena, const struct gw_migration *migration);
/* Whether all of its sections are in the file that people know it by. */
bool gw_migration_is_one_file(const struct gw_migration *migration);
const char *gw_migration_kind_name(enum gw_migration_kind kind); /* "versioned" */

#endif
