/*
 * Errors for people:
 *
 *	error[GW2103]: statement 3 of 5 failed in 20261122093000_add_email
 *	  migrations/20261122093000_add_email.sql:14:30
 *	   14 | ALTER TABLE users ADD COLUMN email text NOT NULL;
 *	      |                              ^^^^^
 *	  postgres 42701: column "email" of relation "users" already exists
 *	  state: rolled back; the database is as it was before this migration
 *	  hint:  `godwit verify` shows how this database differs from its history
 *
 * Every text in it may come from a stranger (a file's name, a server's message), so every text is
 * escaped.
 */
#include "ui/ui_int.h"

/* Errors below this number are about the call alone: that no database was changed is no news. */
enum { FIRST_NUMBER_WITH_STATE = 1300 };

/* Around the mark, where the line does not fit; and before an excerpt, for the line's number. */
enum { CONTEXT_COLUMNS = 20, GUTTER_COLUMNS = 8 };

struct renderer {
	struct gw_str *str;
	size_t width; /* 0: no limit */
	bool colour;
};

/* text with its further lines indented like its first. */
static void add_block(const struct renderer *r, size_t indent, struct gw_view text)
{
	ui_add_block(r->str, indent, text);
	gw_str_putc(r->str, '\n');
}

/* "  label: text", further lines under the first. Nothing when text is NULL. */
static void add_labelled(const struct renderer *r, size_t indent, enum ui_style style,
			 const char *label, const char *text)
{
	if (text == NULL)
		return;
	gw_str_pad(r->str, ' ', indent);
	ui_add_styled(r->str, r->colour, style, label);
	add_block(r, indent + gw_view_of(label).n, gw_view_of(text));
}

static void add_place(struct gw_str *str, const struct gw_location *location)
{
	gw_str_add_escaped(str, gw_view_of(location->path));
	if (location->line != 0)
		gw_str_printf(str, ":%u", location->line);
	if (location->line != 0 && location->column != 0)
		gw_str_printf(str, ":%u", location->column);
}

static void add_location(const struct renderer *r, size_t indent,
			 const struct gw_location *location)
{
	if (location->path == NULL)
		return;
	gw_str_pad(r->str, ' ', indent);
	add_place(r->str, location);
	gw_str_putc(r->str, '\n');
}

/* A line and where the mark under it begins and how wide it is, in columns. */
struct excerpt {
	struct gw_view line;
	size_t caret;
	size_t caret_width;
};

/* Cuts the excerpt to columns, so that the mark and some text to its left stay. */
static struct excerpt crop(const struct gw_location *location, size_t columns)
{
	struct excerpt excerpt = {
		.line = gw_view_of(location->excerpt),
		.caret = location->caret,
		.caret_width = GW_MAX(location->caret_width, 1u),
	};

	if (ui_columns(excerpt.line) <= columns)
		return excerpt;
	if (excerpt.caret + CONTEXT_COLUMNS > columns) {
		size_t wanted = excerpt.caret - GW_MIN(excerpt.caret, (size_t)CONTEXT_COLUMNS);
		size_t cut = ui_fit(excerpt.line, wanted);

		excerpt.caret -= ui_columns(gw_view_slice(excerpt.line, 0, cut));
		excerpt.line = gw_view_from(excerpt.line, cut);
	}
	excerpt.line = gw_view_slice(excerpt.line, 0, ui_fit(excerpt.line, columns));
	if (excerpt.caret < columns)
		excerpt.caret_width = GW_MIN(excerpt.caret_width, columns - excerpt.caret);
	return excerpt;
}

/* The line and a mark under it; the excerpt is in columns already (see gw_error_at). */
static void add_excerpt(const struct renderer *r, const struct gw_location *location)
{
	GW_STR_AUTO struct gw_str gutter = {0};
	GW_STR_AUTO struct gw_str mark = {0};
	size_t room = GW_MAX(r->width, (size_t)2 * CONTEXT_COLUMNS) - GUTTER_COLUMNS;
	struct excerpt excerpt;

	if (location->excerpt == NULL)
		return;
	excerpt = crop(location, r->width != 0 ? room : SIZE_MAX);
	gw_str_printf(&gutter, "%5u", location->line);
	ui_add_styled(r->str, r->colour, UI_DIM, gw_str_text(&gutter));
	ui_add_styled(r->str, r->colour, UI_DIM, " | ");
	gw_str_add_escaped(r->str, excerpt.line);
	gw_str_putc(r->str, '\n');
	gw_str_pad(r->str, ' ', gutter.n);
	ui_add_styled(r->str, r->colour, UI_DIM, " | ");
	gw_str_pad(r->str, ' ', excerpt.caret);
	gw_str_pad(&mark, '^', excerpt.caret_width);
	ui_add_styled(r->str, r->colour, UI_RED, gw_str_text(&mark));
	gw_str_putc(r->str, '\n');
}

/* "postgres 42701", "mysql 42S21 (1060)", "sqlite 19" */
static void add_server_name(struct gw_str *str, const struct gw_server_error *server)
{
	gw_str_puts(str, server->engine != NULL ? server->engine : "server");
	if (server->sqlstate != NULL)
		gw_str_printf(str, " %s", server->sqlstate);
	if (server->number != 0)
		gw_str_printf(str, server->sqlstate != NULL ? " (%d)" : " %d", server->number);
	gw_str_puts(str, ": ");
}

static void add_server(const struct renderer *r, size_t indent,
		       const struct gw_server_error *server)
{
	GW_STR_AUTO struct gw_str name = {0};

	if (server == NULL)
		return;
	add_server_name(&name, server);
	gw_str_pad(r->str, ' ', indent);
	ui_add_styled(r->str, r->colour, UI_PLAIN, gw_str_text(&name));
	add_block(r, indent + 2, gw_view_of(server->message != NULL ? server->message : "?"));
	add_labelled(r, indent + 2, UI_DIM, "detail: ", server->detail);
	add_labelled(r, indent + 2, UI_DIM, "hint: ", server->hint);
}

static enum ui_style diff_style(struct gw_view line)
{
	if (gw_view_starts(line, "@@"))
		return UI_BLUE;
	if (gw_view_starts(line, "+"))
		return UI_GREEN;
	return gw_view_starts(line, "-") ? UI_RED : UI_PLAIN;
}

/* Several lines, one under the other; a difference is coloured as one. */
static void add_detail(const struct renderer *r, size_t indent, const char *detail)
{
	struct gw_view rest = gw_view_of(detail);
	bool is_diff = gw_view_find(rest, GW_VIEW("@@ -")) != GW_NOWHERE;
	struct gw_view line;

	while (gw_view_next_line(&rest, &line)) {
		bool styled = r->colour && is_diff;

		gw_str_pad(r->str, ' ', line.n != 0 ? indent : 0);
		if (styled)
			gw_str_puts(r->str, ui_style_code(diff_style(line)));
		gw_str_add_escaped(r->str, line);
		gw_str_puts(r->str, styled ? UI_RESET "\n" : "\n");
	}
}

static void add_causes(const struct renderer *r, const struct gw_error *cause)
{
	for (; cause != NULL; cause = cause->cause) {
		add_labelled(r, 2, UI_PLAIN, "because: ", cause->message);
		add_location(r, 4, &cause->location);
		add_excerpt(r, &cause->location);
		add_server(r, 4, cause->server);
		add_detail(r, 4, cause->detail);
	}
}

static bool state_is_news(const struct gw_error *error)
{
	return error->state != GW_STATE_UNTOUCHED || error->state_text != NULL ||
	       gw_code_info(error->code)->number >= FIRST_NUMBER_WITH_STATE;
}

/* A hint that only a cause has is as good. */
static const char *find_hint(const struct gw_error *error)
{
	while (error != NULL && error->hint == NULL)
		error = error->cause;
	return error != NULL ? error->hint : NULL;
}

static void add_head(const struct renderer *r, const struct gw_error *error)
{
	GW_STR_AUTO struct gw_str code = {0};

	gw_str_printf(&code, "error[GW%u]", gw_code_info(error->code)->number);
	if (r->colour)
		gw_str_puts(r->str, ui_style_code(UI_BOLD));
	ui_add_styled(r->str, r->colour, UI_RED, gw_str_text(&code));
	gw_str_puts(r->str, ": ");
}

void ui_error_render(const struct gw_error *error, size_t width, bool colour, struct gw_str *str)
{
	const struct renderer r = {.str = str, .width = width, .colour = colour};

	add_head(&r, error);
	add_block(&r, 4, gw_view_of(error->message));
	add_location(&r, 2, &error->location);
	add_excerpt(&r, &error->location);
	add_server(&r, 2, error->server);
	add_detail(&r, 2, error->detail);
	add_causes(&r, error->cause);
	if (state_is_news(error))
		add_labelled(&r, 2, UI_BOLD, "state: ", gw_error_state_text(error));
	add_labelled(&r, 2, UI_BOLD, "hint:  ", find_hint(error));
}

/* Beside the JSON object: message and place, for whoever reads the log. */
static void render_short(const struct gw_error *error, struct gw_str *str)
{
	const struct renderer r = {.str = str};

	add_head(&r, error);
	gw_str_add_escaped(str, gw_view_of(error->message));
	if (error->location.path != NULL) {
		gw_str_puts(str, " at ");
		add_place(str, &error->location);
	}
	gw_str_putc(str, '\n');
}

void ui_error(struct ui *ui, const struct gw_error *error)
{
	GW_STR_AUTO struct gw_str text = {0};

	if (ui->json)
		render_short(error, &text);
	else
		ui_error_render(error, ui->err_tty ? ui->width : 0, ui->err_colour, &text);
	ui_clear_progress(ui);
	ui_flush(ui);
	fwrite(text.p, 1, text.n, ui->err);
}
