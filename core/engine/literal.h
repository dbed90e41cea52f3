/*
 * Pieces of SQL text that every engine writes in the same way.
 */
#ifndef GW_ENGINE_LITERAL_H
#define GW_ENGINE_LITERAL_H

#include "base/str.h"

/* text between two quotes, each quote within it doubled. */
void gw_add_quoted(struct gw_str *str, struct gw_view text, char quote);
/* X'..': the bytes of text as hexadecimal digits. */
void gw_add_hex(struct gw_str *str, struct gw_view text);
void gw_add_int(struct gw_str *str, int64_t number);

#endif
