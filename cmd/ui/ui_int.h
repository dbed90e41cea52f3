/*
 * What the files of this folder share.
 */
#ifndef CMD_UI_UI_INT_H
#define CMD_UI_UI_INT_H

#include "base/str.h"
#include "ui/ui.h"

/* Takes the progress line off the screen; everything that prints calls this first. */
void ui_clear_progress(struct ui *ui);

/* Puts out what was written to stdout, so that stderr comes after it. */
void ui_flush(struct ui *ui);

/* Puts out what --json prints, if anything. */
void ui_json_put(struct ui *ui);

/* Appends text in a style, or plain when colour is off. */
void ui_add_styled(struct gw_str *str, bool colour, enum ui_style style, const char *text);
/*
 * Appends text that is safe on a terminal, with lines after the first indented: what somebody else said
 * is no line of ours.
 */
void ui_add_block(struct gw_str *str, size_t indent, struct gw_view text);

#endif
