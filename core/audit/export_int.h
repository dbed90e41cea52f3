/*
 * What export.c and line.c share.
 */
#ifndef GW_AUDIT_EXPORT_INT_H
#define GW_AUDIT_EXPORT_INT_H

#include "history/event.h"

/*
 * Reads a row out of a line that is, byte for byte, in the form in which gw_export_event() writes what
 * is plain: all columns in their order, no blanks, no \u, no {"hex": ..}. False, without an error:
 * it is another form, of which a JSON parser knows more. Values are in the line or in arena.
 */
bool gw_export_plain_line(struct gw_arena *arena, struct gw_view line, struct gw_event *ret_event);

#endif
