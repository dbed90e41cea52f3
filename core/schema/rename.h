/*
 * Renames that a person asked for: `--rename users=people`, `--rename users.mail=email`, or a line of an
 * SQL file, which may be done already: `-- godwit:rename users.mail=email`.
 */
#ifndef GW_SCHEMA_RENAME_H
#define GW_SCHEMA_RENAME_H

#include "base/error.h"
#include "schema/script.h"

struct gw_schema_rename {
	const char *from; /* "users", "app.users", "users.mail": as people write it */
	const char *to; /* the new name; may be qualified like from */
	bool may_be_done; /* nothing is to do when there is no such thing as from */
};
struct gw_schema_renames {
	GW_VEC(struct gw_schema_rename) list;
};

/*
 * Writes the statements for one rename. GW_E_USAGE when nothing of the schema has that name, several
 * things have, or it cannot be renamed. The schema is as it was: read it again where the statements ran.
 */
GW_MUST_USE bool gw_schema_rename(const struct gw_schema *schema,
				  const struct gw_schema_rename *rename,
				  struct gw_schema_script *script, struct gw_error **err);
/* Whether exactly one thing of the schema has the old name, and it can be renamed. */
bool gw_schema_rename_applies(const struct gw_schema *schema,
			      const struct gw_schema_rename *rename);
/* Adds the renames that lines of a script ask for. GW_E_USAGE. */
GW_MUST_USE bool gw_schema_rename_collect(struct gw_arena *arena, struct gw_view script,
					  struct gw_schema_renames *renames, struct gw_error **err);
/* The rename that takes this one back. */
struct gw_schema_rename gw_schema_rename_back(struct gw_arena *arena,
					      const struct gw_schema_rename *rename);
/* Reads "from=to". GW_E_USAGE. */
GW_MUST_USE bool gw_schema_rename_parse(struct gw_arena *arena, const char *text,
					struct gw_schema_rename *ret_rename, struct gw_error **err);

#endif
