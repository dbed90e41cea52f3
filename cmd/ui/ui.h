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

/* What a run has told so far: the state of progress.c. */
struct ui_running {
	bool shown; /* the progress line is on the screen */
	size_t done, steps; /* of the run */
	const struct gw_step *current;
	int64_t begun_us; /* when current was first waited for */
	size_t label_width; /* of the widest label so far */
};

struct ui {
	const struct gw_system *sys;
	FILE *out;
	FILE *err;
	bool out_tty, err_tty;
	bool out_colour, err_colour;
	int write_error; /* errno of the first write to stdout that failed */
	size_t width; /* of the terminal, 80 when unknown */
	bool json;
	bool quiet;
	bool verbose;
	bool live; /* the progress line can be drawn: a terminal that moves its cursor, not quiet */
	const struct gw_url
		*target; /* whose SQL is shown; NULL, or without engine: not known yet */
	struct gw_json *object; /* of --json; NULL: none yet */
	struct ui_running running;
};

void ui_init(struct ui *ui, const struct gw_system *sys);
/* After --json, --quiet, --verbose are known. */
void ui_configure(struct ui *ui, bool json, bool quiet, bool verbose);

/* Escape sequence that begins a style; "" for UI_PLAIN. UI_RESET ends every style. */
const char *ui_style_code(enum ui_style style);
#define UI_RESET "\033[0m"

/* Text on stdout, for results; with --json, nothing. Control characters, but newlines and tabs, are
   escaped. */
void ui_print(struct ui *ui, enum ui_style style, const char *format, ...) GW_PRINTF(3, 4);
/*
 * What somebody else said, and a newline: lines after the first are indented, and so none of ours. The first
 * begins behind as many columns; on a terminal, lines that do not fit are broken.
 */
void ui_print_block(struct ui *ui, enum ui_style style, size_t indent, const char *text);
void ui_write(struct ui *ui, struct gw_view text); /* verbatim */
/*
 * What is printed on stdout from ui_keep() to ui_keep_end() is kept, as it is where that is no
 * terminal. The text is the caller's to free().
 */
struct ui_kept {
	FILE *out; /* where it went before */
	bool out_tty, out_colour;
	char *text;
	size_t size_bytes;
};
void ui_keep(struct ui *ui, struct ui_kept *ret_kept);
void ui_keep_end(struct ui *ui, struct ui_kept *kept);
/* One line on stderr: "warning: ..." and "note: ...". */
void ui_warn(struct ui *ui, const char *format, ...) GW_PRINTF(2, 3);
void ui_note(struct ui *ui, const char *format, ...) GW_PRINTF(2, 3); /* not when quiet */

/* Flushes; an error of writing to stdout is reported, but not that nobody reads any more. */
bool ui_done(struct ui *ui);

/* Columns that text takes on a terminal. */
size_t ui_columns(struct gw_view text);
/* Bytes of text that fit into columns. */
size_t ui_fit(struct gw_view text, size_t columns);
/*
 * Cuts the next line of at most columns off *rest, at a blank where there is one, or else behind a part of a
 * name or a path; a newline ends a line too. False at the end.
 */
bool ui_wrap_next(struct gw_view *rest, size_t columns, struct gw_view *ret_line);
/* The columns that such lines need so that nothing is broken elsewhere. */
size_t ui_wrap_least(struct gw_view text);

/* The whole error for people: head, place with caret, server, causes, state, hint; with --json, one
   line of it. */
void ui_error(struct ui *ui, const struct gw_error *error);
/* width: columns for the excerpt; 0: all of it. */
void ui_error_render(const struct gw_error *error, size_t width, bool colour, struct gw_str *str);

/*
 * The object that --json prints; it is freed. There is one on stdout, whatever happens after this: it is kept
 * until ui_done(), and takes the error up.
 */
void ui_json(struct ui *ui, struct gw_json *object);
/* What is kept, which is the caller's then; NULL: nothing. */
struct gw_json *ui_json_take(struct ui *ui);

/* Listener for gw_run_options.progress: a line for each step, and on a terminal one more for what
   runs. */
struct gw_progress ui_progress(struct ui *ui);
/* For gw_session: waiting for the lock, server notices. payload is the ui. */
void ui_lock_waiting(void *payload, const struct gw_lock_holder *holder, int64_t waited_us);
void ui_notice(void *payload, const char *severity, const char *message);

/* A question on the terminal; false when there is none. The answer is in the arena. */
bool ui_ask(struct ui *ui, struct gw_arena *arena, const char *question, const char **ret_answer);

/* Tables: columns that fit the terminal, or else a block of lines for each row; everything when piped. */
struct ui_column {
	const char *title;
	bool right;
	bool wrap; /* may be broken over lines when it does not fit */
};
struct ui_table;
struct ui_table *ui_table_new(const struct ui_column *columns, size_t n);
/*
 * cells holds one text for each column (NULL: empty), which must live until the table is printed; style
 * colours the whole row.
 */
void ui_table_row(struct ui_table *table, enum ui_style style, const char *const *cells);
/* Prints on stdout and frees. */
void ui_table_print(struct ui *ui, struct ui_table *table);

#endif
