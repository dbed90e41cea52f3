/*
 * Sides of a comparison: whatever implies a schema.
 *
 *	postgres://.. sqlite:app.db     a live database
 *	prod                            an environment of godwit.yaml: its database
 *	migrations/                     a folder of migrations, applied by godwit's own runner
 *	git:v1.4:migrations             the same as a commit has it
 *	schema.sql                      a script
 *	exec:./manage.py sqlmigrate     a command that prints a script
 *	history                         what the target's own history implies
 *
 * What is no live database is loaded into a shadow beside one that is, so that the same server deparsed
 * both. All of it only reads, but for shadows.
 */
#ifndef GW_SHADOW_SIDE_H
#define GW_SHADOW_SIDE_H

#include "schema/rename.h"
#include "session/session.h"
#include "shadow/shadow.h"

enum gw_side_kind {
	GW_SIDE_URL,
	GW_SIDE_ENVIRONMENT,
	GW_SIDE_FOLDER,
	GW_SIDE_GIT,
	GW_SIDE_FILE,
	GW_SIDE_COMMAND,
	GW_SIDE_HISTORY,
};

struct gw_side {
	enum gw_side_kind kind;
	const char *text; /* as it was given, secrets masked: for people */
	const char *path; /* of a folder or file; the command; what names the commit */
	bool is_protected; /* an environment that is; its name is text */
	bool has_own_url; /* an environment that does; else a variable or the top level has it */
	struct gw_url url; /* of a live one */
	struct gw_schema_renames renames; /* that its text asks for; known once it is read */
};

/* What names a side that is what the target's own history implies. */
#define GW_SIDE_OWN_HISTORY "history"

/* Where sides are read from, and how. */
struct gw_sides {
	struct gw_arena *arena;
	const struct gw_system *sys;
	const struct gw_config *config;
	const char *application;
	struct gw_schema_read_options read;
	struct gw_url beside; /* shadows are made beside this; chosen by gw_sides_choose() */
};

/* What the text names. GW_E_USAGE when it is nothing; opens no connection. */
GW_MUST_USE bool gw_side_parse(const struct gw_sides *sides, const char *text,
			       struct gw_side *ret_side, struct gw_error **err);
/*
 * Chooses beside: the first live side, else shadow_url or the target of the configuration. GW_E_USAGE
 * when sides are of different engines, GW_E_NO_TARGET when nothing says which engine it is.
 */
GW_MUST_USE bool gw_sides_choose(struct gw_sides *sides, const struct gw_side *list, size_t n,
				 struct gw_error **err);
/* A shadow beside what was chosen. */
GW_MUST_USE bool gw_sides_shadow(const struct gw_sides *sides, struct gw_shadow *ret_shadow,
				 struct gw_error **err);
GW_MUST_USE bool gw_side_read(const struct gw_sides *sides, struct gw_side *side,
			      struct gw_schema *ret_schema, struct gw_error **err);
/*
 * Reads two. Where one is live, and the other tells nothing of owners or of grants, these are left out
 * from then on (sides->read): migrations that never say who owns a table ask for no change.
 */
GW_MUST_USE bool gw_sides_read(struct gw_sides *sides, struct gw_side pair[2],
			       struct gw_schema ret_schemas[2], struct gw_error **err);

/*
 * A session on a shadow, for godwit's own runner. The settings are those of config, which is copied, but
 * for what is demanded of commits and signatures: that is for databases that stay. On a shadow in memory
 * `prelude` runs now, and what it set is undone at the end. To be ended before the shadow is closed, also
 * on failure.
 */
GW_MUST_USE bool gw_shadow_session(const struct gw_sides *sides, struct gw_shadow *shadow,
				   const struct gw_config *config, struct gw_session *ret_session,
				   struct gw_error **err);
void gw_shadow_session_end(struct gw_shadow *shadow, struct gw_session *session);

/*
 * Runs the script on a live side, under the run lock: in one transaction where engine and statements
 * allow that. It is a run in the history: `synced` events with the statements, each with what it tells of
 * as one transaction where that can be, and else after it; and one that closes the run. like: the side
 * that the script makes it like. The error's state says what stands.
 */
GW_MUST_USE bool gw_side_apply(const struct gw_sides *sides, const struct gw_side *side,
			       const struct gw_schema_script *script, const struct gw_side *like,
			       struct gw_error **err);

/* The way from one schema to another, proved or not. */
struct gw_comparison {
	struct gw_schema old; /* as it is, before renames */
	struct gw_schema renamed; /* after them; the same as old when there are none */
	struct gw_schema new;
	struct gw_schema_changes changes; /* from renamed to new */
	struct gw_schema_renames renames; /* that were to be done */
	struct gw_schema_script script; /* they come first */
	bool proved; /* the script was applied to a shadow copy of old, and gave new */
};

struct gw_compare_options {
	struct gw_schema_renames renames;
	bool no_prove;
	/* Asked before anything is tried; false: the changes are refused, with an error. NULL: they are
	   welcome. */
	bool (*check)(void *context, const struct gw_schema_changes *changes,
		      struct gw_error **err);
	void *context;
};

/*
 * Compares two schemas that were read already; a shadow beside sides->beside serves for renames and
 * for the proof. GW_E_PROOF when the script does not lead there.
 */
GW_MUST_USE bool gw_compare(const struct gw_sides *sides, const struct gw_schema *old,
			    const struct gw_schema *new, const struct gw_compare_options *options,
			    struct gw_comparison *ret_comparison, struct gw_error **err);

#endif
