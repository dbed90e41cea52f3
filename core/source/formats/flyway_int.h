/*
 * Between flyway.c, which reads files, and flyway_settings.c, which reads how they are called.
 */
#ifndef GW_SOURCE_FORMATS_FLYWAY_INT_H
#define GW_SOURCE_FORMATS_FLYWAY_INT_H

#include "source/format_int.h"

enum gw_flyway_kind {
	GW_FLYWAY_VERSIONED,
	GW_FLYWAY_UNDO,
	GW_FLYWAY_REPEATABLE,
	GW_FLYWAY_BASELINE,
	GW_FLYWAY_KIND_COUNT
};

/* What the .conf of a script may say, and Flyway's settings for those that have none. */
struct gw_flyway_script {
	bool transaction;
	bool placeholders;
	bool execute;
};

struct gw_flyway_settings {
	const char *prefixes[GW_FLYWAY_KIND_COUNT];
	const char *separator;
	GW_VEC(const char *) suffixes;
	struct gw_flyway_script script;
	const char *placeholder_prefix;
	const char *placeholder_suffix;
	struct gw_map placeholders; /* name -> const char * */
	const char *path; /* the file that they are from; NULL: there is none */
};

/*
 * Reads flyway.toml or flyway.conf in the scan's tree, or else beside it; Flyway's defaults where
 * there is none. What is about connections, and about how Flyway works, is passed over; what is about
 * files and cannot be honoured is GW_E_FORMAT, and *ret_settings then has what was read before. Of
 * the scan only the arena, tree and notices are used.
 */
GW_MUST_USE bool gw_flyway_settings_read(struct gw_format_scan *scan,
					 struct gw_flyway_settings *ret_settings,
					 struct gw_error **err);

/*
 * One setting of scripts, by its name without "flyway."; *ret_known is false when it is none of them.
 * path and text are of the file that it stands in.
 */
GW_MUST_USE bool gw_flyway_script_setting(struct gw_format_scan *scan, const char *path,
					  struct gw_view text, struct gw_view name,
					  const struct gw_setting_line *setting,
					  struct gw_flyway_script *script, bool *ret_known,
					  struct gw_error **err);

#endif
