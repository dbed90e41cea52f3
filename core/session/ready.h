/*
 * Waiting until a database is ready for somebody: for CI jobs and containers that start before it.
 *
 *	connect       it can be connected to
 *	primary       it can be written: it is no standby
 *	version=V     migration V is applied, or stood for by a baseline
 *	pending=N     at most N migrations are pending
 */
#ifndef GW_SESSION_READY_H
#define GW_SESSION_READY_H

#include "session/session.h"

enum gw_ready_kind { GW_READY_CONNECT, GW_READY_PRIMARY, GW_READY_VERSION, GW_READY_PENDING };

struct gw_ready_condition {
	enum gw_ready_kind kind;
	const char *text; /* as it was given */
	const char *version;
	size_t pending;
};

/* GW_E_USAGE when it is none of them. */
GW_MUST_USE bool gw_ready_parse(const char *text, struct gw_ready_condition *ret_condition,
				struct gw_error **err);

struct gw_ready_request {
	const struct gw_session *like; /* settings, application, listeners of what looks */
	const struct gw_ready_condition *conditions; /* all of them */
	size_t n;
	int64_t timeout_ms;
	/* Told once in a while what is still missing. May be NULL. */
	void (*waiting)(void *payload, const char *why, int64_t waited_us);
	void *payload;
};

/*
 * Looks until it is so. Only reads. GW_E_NOT_READY when time is over; what waiting does not help
 * against (a URL, a migration file) is told at once.
 */
GW_MUST_USE bool gw_ready_wait(const struct gw_ready_request *request, int64_t *ret_waited_us,
			       struct gw_error **err);

#endif
