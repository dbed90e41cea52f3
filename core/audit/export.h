/*
 * Exports: a history as lines of JSON, to be kept and verified elsewhere.
 *
 *	{"godwit_export": 1, "target": "sqlite:app.db", "time": "2026-11-22T09:30:00.000000Z"}
 *	{"seq": 0, "run_id": "..", "event": "created", ..}        one row, all columns as they are
 *	{"checkpoint": "Godwit-Checkpoint: 1 .."}                  of the last row: nothing is cut off
 *
 * A text that JSON cannot hold (it is no UTF-8, or has a NUL in it) is {"hex": "00ff"}.
 */
#ifndef GW_AUDIT_EXPORT_H
#define GW_AUDIT_EXPORT_H

#include "audit/verify.h"

/* Each appends one line with its newline. */
void gw_export_head(const char *target, int64_t time_us, struct gw_str *str);
void gw_export_event(const struct gw_event *event, struct gw_str *str);
void gw_export_end(struct gw_view checkpoint, struct gw_str *str);

/*
 * Verifies an export, against its own checkpoint, too. GW_E_AUDIT_FILE at the line that is not what
 * an export has. ret_own is the line of that checkpoint; absent when the export was cut off, which
 * the finding tells.
 */
GW_MUST_USE bool gw_audit_export(struct gw_arena *arena, const char *path,
				 const struct gw_checkpoints *checkpoints,
				 const struct gw_key_ring *ring, struct gw_chain *ret_chain,
				 struct gw_chain_finding *ret_finding,
				 struct gw_checkpoint *ret_own, struct gw_error **err);

#endif
