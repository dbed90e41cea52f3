/*
 * The only code that prints. Results go to stdout, everything else (progress, warnings, errors) to
 * stderr. On a terminal: colour, a progress line, tables that fit; NO_COLOR, TERM=dumb and COLUMNS
 * are honoured. With --json: one object on stdout and nothing else there.
 */
#ifndef CMD_UI_UI_H
#define CMD_UI_UI_H

#include <stdio.h>

#include "base/error.h"
#include "base/json.h"
#include "base/system.h"
#include "run/progress.h"

enum ui_style { UI_PLAIN, UI_BOLD, UI_DIM, UI_RED, UI_GREEN, UI_YELLOW, UI_BLUE, UI_STYLE_COUNT };

struct ui {
	const struct gw_system *sys;
	FILE *out;
	FILE *err;
	bool out_tty, err_tty;
	bool out_colour, err_colour;
	size_t width; /* of the terminal, 80 when unknown */
	bool json;
	bool quiet;
	bool verbose;
	bool progress_open; /* a progress line is on the screen */
};

void ui_init(struct ui *ui, const struct gw_system *sys);
/* After --json, --quiet, --verbose are known. */
void ui_configure(struct ui *ui, bool json, bool quiet, bool verbose);

/* Text on stdout, for results; with --json, nothing. */
void ui_print(struct ui *ui, enum ui_style style, const char *format, ...) GW_PRINTF(3, 4);
void ui_write(struct ui *ui, struct gw_view text); /* verbatim */
/* One line on stderr: "warning: ..." and "note: ...". */
void ui_warn(struct ui *ui, const char *format, ...) GW_PRINTF(2, 3);
void ui_note(struct ui *ui, const char *format, ...) GW_PRINTF(2, 3); /* not when quiet */

/* The whole error for people: head, place with caret, server, state, hint, causes. */
void ui_error(struct ui *ui, const struct gw_error *error);
void ui_error_render(const struct gw_error *error, bool colour, struct gw_str *str);
/* The same as JSON: {"code": "GW2103", "slug", "message", "location": {..}, "state", "hint", ..}. */
struct gw_json *ui_error_json(const struct gw_error *error);

/* Prints and frees the object that a command made for --json. */
void ui_json(struct ui *ui, struct gw_json *object);

/* Listener for gw_run_options.progress: lines for steps, and the running statement on a terminal. */
struct gw_progress ui_progress(struct ui *ui);
/* For gw_session: waiting for the lock, server notices. payload is the ui. */
void ui_lock_waiting(void *payload, const struct gw_lock_holder *holder, int64_t waited_us);
void ui_notice(void *payload, const char *severity, const char *message);

/* A question on the terminal; false when there is none. The answer is in the arena. */
bool ui_ask(struct ui *ui, struct gw_arena *arena, const char *question, const char **ret_answer);

/* Tables (libsmartcols): columns that fit the terminal, everything when piped. */
struct ui_column {
	const char *title;
	bool right;
	bool wrap; /* may be broken over lines when it does not fit */
};
struct ui_table;
struct ui_table *ui_table_new(const struct ui_column *columns, size_t n);
/* cells holds one text for each column (NULL: empty); style colours the whole row. */
void ui_table_row(struct ui_table *table, enum ui_style style, const char *const *cells);
/* Prints on stdout and frees. */
void ui_table_print(struct ui *ui, struct ui_table *table);

#endif
