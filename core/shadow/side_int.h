/*
 * What the files of this folder share.
 */
#ifndef GW_SHADOW_SIDE_INT_H
#define GW_SHADOW_SIDE_INT_H

#include "shadow/side.h"

/* record.c: a script that is applied, as a run of the history. */
struct gw_sync {
	struct gw_session *session;
	const struct gw_schema_script *script;
	const char *like;
	struct gw_recorder recorder;
	bool was_there; /* godwit's tables were */
	bool as_implied; /* see struct gw_run_report */
	size_t recorded; /* statements that events tell of */
	int64_t begun_us;
	int64_t safe_seq; /* head of what is committed, */
	struct gw_digest safe_head;
	size_t safe_recorded; /* and what was recorded then */
};
/* The session is open for writing. Makes godwit's tables where they are missing. */
GW_MUST_USE bool gw_sync_begin(struct gw_sync *sync, struct gw_session *session,
			       const struct gw_schema_script *script, const char *like,
			       struct gw_error **err);
/* Appends an event of the statements up to `end` that none tells of yet; nothing when there are none. */
GW_MUST_USE bool gw_sync_record(struct gw_sync *sync, size_t end, struct gw_error **err);
/* Appends the event that closes the run; failure NULL: it went well. */
GW_MUST_USE bool gw_sync_finish(struct gw_sync *sync, const struct gw_error *failure,
				struct gw_error **err);
/* What was appended so far is committed; or, back to there, was rolled back. */
void gw_sync_keep(struct gw_sync *sync);
void gw_sync_rewind(struct gw_sync *sync);

#endif
