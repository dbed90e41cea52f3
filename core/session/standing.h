/*
 * What several databases have: the history of each, as far as it can be seen. One that cannot be reached
 * is no error.
 */
#ifndef GW_SESSION_STANDING_H
#define GW_SESSION_STANDING_H

#include "session/session.h"

struct gw_standing {
	const char *environment; /* NULL: the target that is configured without one */
	const char *engine; /* NULL: not known */
	const struct gw_history *history; /* NULL: it was not reached */
	const char *why_not; /* then, one phrase */
};
struct gw_standings {
	GW_VEC(struct gw_standing) list;
};

/*
 * Looks at each environment of godwit.yaml, or at that of the request alone; where no environment is
 * configured, or the request names a url, at the target, if there is one. Reads only, and disconnects.
 */
void gw_standings_read(struct gw_arena *arena, const struct gw_system *sys,
		       const struct gw_config_request *request, const struct gw_config *config,
		       const char *application, struct gw_standings *ret_standings);

/* Where a migration stands: it was applied, is below a baseline, or neither. */
enum gw_stand { GW_STAND_UNKNOWN, GW_STAND_PENDING, GW_STAND_BASELINED, GW_STAND_APPLIED };
/* *ret_applied is its event, or NULL. The parts of the migration are known: see gw_source_hash_parts(). */
enum gw_stand gw_standing_of(const struct gw_standing *standing, const struct gw_source *source,
			     const struct gw_migration *migration,
			     const struct gw_applied **ret_applied);

#endif
