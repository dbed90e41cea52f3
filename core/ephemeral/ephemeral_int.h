/*
 * What the files of this folder share.
 */
#ifndef GW_EPHEMERAL_EPHEMERAL_INT_H
#define GW_EPHEMERAL_EPHEMERAL_INT_H

#include "database/database.h"
#include "ephemeral/ephemeral.h"

/* --- claim.c: whose something is, for as long as they live --- */

struct gw_claim {
	const struct gw_databases *at; /* of a database of a server; NULL: it is a path */
	const char *name;
	int fd; /* of the lock beside a path */
	bool held;
};

/* A new name for the place: a database's, or a path. */
const char *gw_ephemeral_name(const struct gw_databases *at);
/* The name of the template with this hash. */
const char *gw_template_name(const struct gw_databases *at, const struct gw_digest *hash);
/* The folder for what is a file; made when it is missing. GW_E_IO when others may write there. */
GW_MUST_USE bool gw_ephemeral_folder(struct gw_arena *arena, const struct gw_system *sys,
				     const char **ret_folder, struct gw_error **err);
/* Takes it, waiting up to wait_ms: GW_E_LOCKED. at is NULL for a path. */
GW_MUST_USE bool gw_claim_take(const struct gw_databases *at, const char *name,
			       const struct gw_session *like, struct gw_claim *ret_claim,
			       struct gw_error **err);
void gw_claim_release(struct gw_claim *claim);
/* Removes what nobody claims; templates as well, when asked. What cannot be removed is left. */
size_t gw_claim_sweep(const struct gw_databases *at, bool templates);
/* Removes a file with what is beside it, or a folder with all that is in it, and its lock. */
void gw_path_remove(const char *path);

/* --- server.c: a server of one's own --- */

struct gw_own_server {
	const struct gw_server_recipe *recipe;
	const char *folder;
	pid_t pid; /* 0: not started */
	struct gw_claim claim;
	struct gw_url url; /* without database */
};

/* Starts it, and waits until it can be connected to. It ends with this process, whatever ends that. */
GW_MUST_USE bool gw_own_server_start(const struct gw_session *like, const struct gw_engine *engine,
				     struct gw_own_server *ret_server, struct gw_error **err);
/* Ends it, and removes its folder. {0} is fine. */
void gw_own_server_stop(struct gw_own_server *server);

/* --- template.c --- */

/* Makes the database called name from the template, which is made first when there is none. */
GW_MUST_USE bool gw_template_use(const struct gw_databases *at, const struct gw_session *like,
				 const char *name, enum gw_template_use *ret_use,
				 struct gw_error **err);

/* --- ephemeral.c --- */

/* A new, empty database. */
GW_MUST_USE bool gw_ephemeral_create(const struct gw_databases *at, const char *name,
				     struct gw_error **err);
/* Applies all migrations to the database. fence: as of gw_survey_request. */
GW_MUST_USE bool gw_ephemeral_migrate(const struct gw_databases *at, const struct gw_session *like,
				      const char *name, const char *fence, struct gw_error **err);

/* --- command.c --- */

struct gw_ephemeral_command {
	struct gw_arena *arena;
	const struct gw_system *sys;
	const char *const *argv;
	const char *url;
	bool quiet_output;
};

/* Runs it to its end. A signal to this process is handed on; what does not end then is ended. */
GW_MUST_USE bool gw_ephemeral_command(const struct gw_ephemeral_command *command, int *ret_status,
				      struct gw_error **err);

#endif
