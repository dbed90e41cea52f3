/*
 * Shadows: databases that godwit makes for itself, uses, and drops.
 *
 * A shadow is empty at first, on the same server as the database that it stands beside (SQLite: in
 * memory), so that what is loaded into it is understood and deparsed as it would be there. Its name says
 * what it is: godwit_shadow_<process>_<random>. It is dropped when it is closed, which is on every way
 * out; what a process that was killed left is found by its name and dropped by the next shadow on
 * that server, once the process is gone.
 */
#ifndef GW_SHADOW_SHADOW_H
#define GW_SHADOW_SHADOW_H

#include "schema/dialect.h"
#include "source/source.h"

struct gw_shadow_options {
	const struct gw_system *sys;
	/* The database whose server is used; its rows are never read. Lives as long as the shadow. */
	const struct gw_url *beside;
	const char *application;
	int64_t connect_timeout_ms;
};

struct gw_shadow {
	struct gw_arena *arena;
	const struct gw_schema_dialect *dialect;
	struct gw_url url; /* of the shadow */
	struct gw_conn *conn; /* to the shadow */
	struct gw_databases at; /* .conn made it and will drop it; NULL: it is in memory */
	const char *name; /* NULL: it is in memory */
	struct gw_statements
		prelude; /* that its session begins with, and again after each script */
};

/* *ret_shadow is {0} on failure. GW_E_PERMISSION when the user may make no database. */
GW_MUST_USE bool gw_shadow_open(struct gw_arena *arena, const struct gw_shadow_options *options,
				struct gw_shadow *ret_shadow, struct gw_error **err);
/* Drops it. What cannot be dropped is left for the next one to sweep. {0} is fine. */
void gw_shadow_close(struct gw_shadow *shadow);
#define GW_SHADOW_AUTO GW_CLEANUP(gw_shadow_close)

/*
 * Runs a script of the engine's SQL, called name in errors, whose place in the script is given. The
 * settings that it makes for its session end with it, as they do in a run.
 */
GW_MUST_USE bool gw_shadow_load(struct gw_shadow *shadow, const char *name, struct gw_view text,
				struct gw_error **err);
/*
 * Runs a migration's script as a run would: in transactions as far as it can be in some, or as its file
 * wishes. fenced as gw_shadow_load() is.
 */
GW_MUST_USE bool gw_shadow_migrate(struct gw_shadow *shadow, struct gw_script *script,
				   enum gw_tx_wish wish, struct gw_error **err);
/* Its session begins anew, with these statements; list.n 0: with none. */
GW_MUST_USE bool gw_shadow_prelude(struct gw_shadow *shadow, const struct gw_statements *prelude,
				   struct gw_error **err);
/* Runs the statements of a script, in lists. GW_E_SERVER has the one that failed as detail. */
GW_MUST_USE bool gw_shadow_run(struct gw_shadow *shadow, const struct gw_schema_script *script,
			       struct gw_error **err);

#endif
