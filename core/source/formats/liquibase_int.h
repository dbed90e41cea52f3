/*
 * Between liquibase.c and liquibase_root.c: which files are read, in which order.
 */
#ifndef GW_SOURCE_FORMATS_LIQUIBASE_INT_H
#define GW_SOURCE_FORMATS_LIQUIBASE_INT_H

#include "source/format_int.h"

struct gw_liquibase_files {
	GW_VEC(const char *) list; /* paths of the tree */
};

/* Whether the line begins a file of formatted SQL; whether the file begins with one. */
bool gw_liquibase_is_header(struct gw_view line);
bool gw_liquibase_is_formatted(struct gw_format_scan *scan, const char *path);
/* All files of formatted SQL: as root changelogs include them, or, where there is no root, by name. */
GW_MUST_USE bool gw_liquibase_files(struct gw_format_scan *scan,
				    struct gw_liquibase_files *ret_files, struct gw_error **err);

#endif
