/*
 * Ephemeral databases: made for one command, migrated, and gone when the command is.
 *
 *	place    beside the URL (`shadow_url`, or the target); or a server of its own, started from
 *	         installed programs; or a file
 *	make     a new database, or a clone of a template; then all migrations
 *	command  with the URL in GODWIT_URL and DATABASE_URL
 *	remove   on every way out
 *
 * Each has a name that says what it is, and a claim (a lock that ends with the process). What has no
 * claim was left by a process that was killed: the next one on the same place removes it. A template is
 * a migrated database, named by the hash of what made it; it stays.
 */
#ifndef GW_EPHEMERAL_EPHEMERAL_H
#define GW_EPHEMERAL_EPHEMERAL_H

#include "session/session.h"

enum gw_template_use { GW_TEMPLATE_NONE, GW_TEMPLATE_MADE, GW_TEMPLATE_REUSED };

/* What is there when the command starts. */
struct gw_ephemeral_ready {
	const struct gw_url *url;
	enum gw_template_use template_use;
	bool has_own_server;
	int64_t elapsed_us; /* since the beginning */
};

struct gw_ephemeral_request {
	const struct gw_session *like; /* settings, application, listeners; it has opened nothing */
	const char *engine; /* NULL: the URL's; of another engine it is a server of its own */
	bool use_template;
	bool provision; /* carry out what is declared, too: on a server of its own only */
	const char *const *command; /* NULL at the end */
	bool quiet_output; /* what the command prints goes to standard error */
	void (*ready)(void *payload, const struct gw_ephemeral_ready *ready); /* may be NULL */
	void *payload;
};

/*
 * Makes, runs, removes. *ret_status is the command's exit status, or 128 and the signal that ended it.
 * GW_E_COMMAND when it cannot be run.
 */
GW_MUST_USE bool gw_ephemeral_run(const struct gw_ephemeral_request *request, int *ret_status,
				  struct gw_error **err);
/*
 * Removes what is left over beside the URL, and the templates as well. *ret_removed: how many.
 */
GW_MUST_USE bool gw_ephemeral_sweep(const struct gw_ephemeral_request *request, size_t *ret_removed,
				    struct gw_error **err);

#endif
