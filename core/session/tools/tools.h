/*
 * The tables of other tools: taken over, written, and kept in step.
 */
#ifndef GW_SESSION_TOOLS_TOOLS_H
#define GW_SESSION_TOOLS_TOOLS_H

#include "session/session.h"

struct gw_adopt_request {
	const char *tool; /* NULL: the one that has a table */
	const char *table; /* that the tool was told to use, "SCHEMA.TABLE"; NULL: its own */
	enum gw_adopt_choice unfinished;
	bool keep_in_step; /* from now on, runs write that table as well */
	bool dry; /* nothing is written */
};
/*
 * Takes over the history table of another tool, under the lock and in one transaction; that table stays
 * as it is. What the history has already is left alone, so a second time nothing changes.
 * GW_E_ADOPT_NONE, GW_E_ADOPT.
 */
GW_MUST_USE bool gw_session_adopt(struct gw_session *session,
				  const struct gw_adopt_request *request,
				  struct gw_adoption *ret_adoption, struct gw_error **err);

/*
 * From now on, runs write no other tool's table. *ret_tool is the tool that was kept in step until now; NULL:
 * there was none, and nothing is written.
 */
GW_MUST_USE bool gw_session_end_in_step(struct gw_session *session, const char **ret_tool,
					struct gw_error **err);

/* A migration that is applied. */
struct gw_ejected {
	const struct gw_migration *migration;
	bool external; /* a program, of which no more than the key is known */
	const struct gw_applied *applied; /* NULL: a baseline stands for it */
	bool known; /* the tool's table says so already */
};
struct gw_ejection {
	const struct gw_adopt_tool *tool;
	GW_VEC(struct gw_ejected) list; /* in the order of the migrations, after programs */
};
struct gw_eject_request {
	const char *tool;
	const char *
		prefix; /* that it has before paths of files; NULL: as its rows have, or the folder */
	bool dry; /* nothing is written */
};
/*
 * Makes the table of another tool say what is applied, under the lock and in one transaction (where
 * making a table is not part of one, that comes before it), and records that. Rows that are there stay
 * as they are: what they say must be what is applied, of files with their checksums. The tool is one
 * of adopt's. GW_E_EJECT.
 */
GW_MUST_USE bool gw_session_eject(struct gw_session *session,
				  const struct gw_eject_request *request,
				  struct gw_ejection *ret_ejection, struct gw_error **err);

/*
 * Looks whether other tools have applied migrations, where our history knows of none yet and the setting
 * `unadopted` does not allow it: what is found is in session->unadopted then. Only reads. The history is
 * loaded.
 */
GW_MUST_USE bool gw_session_find_unadopted(struct gw_session *session, struct gw_error **err);
/* The same for who is about to apply something: GW_E_UNADOPTED, unless the setting is `warn`. */
GW_MUST_USE bool gw_session_require_adopted(struct gw_session *session, struct gw_error **err);
/* What is to be said of what was found, as a phrase, and what settles it. */
const char *gw_unadopted_phrase(const struct gw_session *session);
const char *gw_unadopted_hint(const struct gw_session *session);

#endif
