/*
 * Another tool's folder in godwit's own format, and the history that goes with it.
 */
#ifndef GW_SESSION_TOOLS_CONVERT_H
#define GW_SESSION_TOOLS_CONVERT_H

#include "session/session.h"
#include "source/convert.h"

struct gw_convert_request {
	const char *folder; /* for the new files */
	bool dry; /* nothing is written */
};

struct gw_session_conversion {
	struct gw_conversion conversion;
	size_t written; /* files; the others were there already, as they should be */
	bool has_database; /* one was named for it, and looked at */
	size_t carried; /* migrations that were applied from the old files, and are from the new */
};

/*
 * Converts the folder of the session and writes the new one; what is there and would be another file is
 * GW_E_SOURCE, and nothing is written then. Where a database is named on the command line, what it has applied
 * of the old files is applied of the new ones from then on: in one transaction under the lock, `accepted`
 * events where the version is the same, else `resolved-reverted` and `resolved-applied`. What is edited,
 * missing or unfinished is GW_E_REFUSED, before anything is written. To be ended by
 * gw_session_conversion_done(), also on failure.
 */
GW_MUST_USE bool gw_session_convert(struct gw_session *session,
				    const struct gw_convert_request *request,
				    struct gw_session_conversion *ret_conversion,
				    struct gw_error **err);
void gw_session_conversion_done(struct gw_session_conversion *conversion);

#endif
