/*
 * What happens while godwit works: a line for each step that is done, server notices, and on a
 * terminal one more line, drawn over and over, with what is being waited for:
 *
 *	  applied   20261122093000_add_users                12 ms
 *	  applied   20261122093100_add_index               1.24 s
 *	  running   20261122094500_backfill  3/12  statement 2/5  12.00 s  UPDATE users SET ...
 *
 * It is drawn when an event comes, never in between: a run has one thread.
 */
#include "engine/engine.h"
#include "sql/redact.h"
#include "ui/ui_int.h"

enum {
	VERB_COLUMNS = 8,
	LABEL_AT = 12, /* two blanks, the verb, two blanks */
	LABEL_COLUMNS = 36, /* at least, where the terminal is wide enough */
	TIME_COLUMNS = 12,
	SPARE_COLUMNS =
		3, /* at the right of the line: the cursor, and the ^C that a terminal echoes */
	STATEMENT_BYTES = 1000, /* of a statement's first line are looked at */
	SHORT_US = 1000000, /* a time below is not worth showing while it passes */
};

#define CLEAR_LINE "\r\033[K"

void ui_clear_progress(struct ui *ui)
{
	if (!ui->running.shown)
		return;
	ui->running.shown = false;
	fputs(CLEAR_LINE, ui->err);
	fflush(ui->err);
}

/* Draws the line, cut so that it never wraps: a wrapped line could not be taken back. */
static void draw(struct ui *ui, const struct gw_str *text)
{
	struct gw_view all = gw_str_view(text);
	struct gw_view line = gw_view_slice(all, 0, ui_fit(all, ui->width - SPARE_COLUMNS));
	GW_STR_AUTO struct gw_str out = {0};

	gw_str_puts(&out, CLEAR_LINE);
	if (ui->err_colour)
		gw_str_puts(&out, ui_style_code(UI_DIM));
	gw_str_add(&out, line);
	if (ui->err_colour)
		gw_str_puts(&out, UI_RESET);
	ui_flush(ui);
	fwrite(out.p, 1, out.n, ui->err);
	fflush(ui->err);
	ui->running.shown = true;
}

/* The first line of a statement without secrets; nothing when it is not known where those are. */
static void add_statement(struct gw_str *str, const struct gw_url *target, struct gw_view text)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_dialect *dialect;
	struct gw_view line = {0};

	if (target == NULL || target->engine == NULL)
		return;
	dialect = gw_engine_dialect(target->engine);
	text = gw_view_slice(gw_view_trim(text), 0, STATEMENT_BYTES);
	text = gw_sql_redact(&arena, dialect, text);
	if (!gw_view_next_line(&text, &line))
		return;
	gw_str_puts(str, "  ");
	for (struct gw_view field; gw_view_next_field(&line, '\t', &field);) {
		gw_str_add_escaped(str, field);
		gw_str_putc(str, ' ');
	}
}

static void add_verb(struct gw_str *str, bool colour, enum ui_style style, const char *verb)
{
	gw_str_puts(str, "  ");
	ui_add_styled(str, colour, style, verb);
	gw_str_pad(str, ' ', LABEL_AT - 2 - GW_MIN(gw_view_of(verb).n, (size_t)VERB_COLUMNS));
}

/* The step that is being waited for. */
static void draw_step(struct ui *ui, const struct gw_progress_event *event)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_STR_AUTO struct gw_str str = {0};
	struct ui_running *running = &ui->running;
	int64_t now_us = ui->sys->monotonic_us();

	if (!ui->live)
		return;
	if (running->current != event->step) {
		running->current = event->step;
		running->begun_us = now_us;
	}
	add_verb(&str, false, UI_PLAIN, "running");
	gw_str_add_escaped(&str, gw_view_of(event->step->label));
	if (running->steps > 1)
		gw_str_printf(&str, "  %zu/%zu", running->done + 1, running->steps);
	if (event->kind == GW_PROGRESS_STATEMENT && event->count > 1)
		gw_str_printf(&str, "  statement %zu/%zu", event->index, event->count);
	if (now_us - running->begun_us >= SHORT_US)
		gw_str_printf(&str, "  %s", gw_duration_format(&arena, now_us - running->begun_us));
	if (event->kind == GW_PROGRESS_STATEMENT)
		add_statement(&str, ui->target, event->text);
	draw(ui, &str);
}

/* Columns for labels: those of the widest so far, as far as the terminal has room. */
static size_t label_columns(struct ui *ui, size_t columns)
{
	size_t taken = LABEL_AT + TIME_COLUMNS;
	size_t room = ui->width > taken ? ui->width - taken : 1;
	struct ui_running *running = &ui->running;

	running->label_width = GW_MAX(running->label_width, GW_MAX(columns, (size_t)LABEL_COLUMNS));
	running->label_width = GW_MIN(running->label_width, room);
	return running->label_width;
}

/* A line that stays: verb, label, and what is to be said of it at the right. */
static void print_step(struct ui *ui, enum ui_style style, const char *verb,
		       const struct gw_step *step, const char *right)
{
	GW_STR_AUTO struct gw_str str = {0};
	GW_STR_AUTO struct gw_str label = {0};
	size_t columns, width;

	if (ui->quiet || ui->json)
		return;
	gw_str_add_escaped(&label, gw_view_of(step->label));
	columns = ui_columns(gw_str_view(&label));
	width = label_columns(ui, columns);
	add_verb(&str, ui->err_colour, style, verb);
	gw_str_add(&str, gw_str_view(&label));
	if (right != NULL && columns > width) {
		gw_str_printf(&str, "  %s", right);
	} else if (right != NULL) {
		gw_str_pad(&str, ' ', width - columns);
		gw_str_printf(&str, "%*s", TIME_COLUMNS - 1, right);
	}
	gw_str_putc(&str, '\n');
	ui_clear_progress(ui);
	ui_flush(ui);
	fwrite(str.p, 1, str.n, ui->err);
}

/* Answers to what travels together come together: which of them came first does not tell more. */
static const char *time_of(struct gw_arena *arena, int64_t elapsed_us)
{
	return elapsed_us < 1000 ? "<1 ms" : gw_duration_format(arena, elapsed_us);
}

static void step_done(struct ui *ui, const struct gw_progress_event *event)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	bool up = event->step->direction == GW_UP;

	ui->running.done++;
	ui->running.current = NULL;
	print_step(ui, up ? UI_GREEN : UI_YELLOW, up ? "applied" : "reverted", event->step,
		   time_of(&arena, event->elapsed_us));
}

static void retry(struct ui *ui, const struct gw_progress_event *event)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *label = event->step != NULL ? event->step->label : "the run";

	ui_note(ui, "%s: %.*s; trying again%s%s", label, GW_VIEW_ARG(event->text),
		event->elapsed_us != 0 ? " in " : "",
		event->elapsed_us != 0 ? gw_duration_format(&arena, event->elapsed_us) : "");
}

static void notice(struct ui *ui, const struct gw_progress_event *event)
{
	if (event->step != NULL)
		ui_note(ui, "%s: %.*s", event->step->label, GW_VIEW_ARG(event->text));
	else
		ui_note(ui, "%.*s", GW_VIEW_ARG(event->text));
}

static void tell(void *payload, const struct gw_progress_event *event)
{
	struct ui *ui = payload;

	switch (event->kind) {
	case GW_PROGRESS_RUN_BEGIN:
		ui->running = (struct ui_running){
			.shown = ui->running.shown, .done = event->index, .steps = event->count};
		break;
	case GW_PROGRESS_STEP_BEGIN:
		/* In a pipeline steps begin long before they are waited for. */
		if (ui->running.current == NULL)
			draw_step(ui, event);
		break;
	case GW_PROGRESS_STATEMENT:
		draw_step(ui, event);
		break;
	case GW_PROGRESS_STATEMENT_DONE:
		break;
	case GW_PROGRESS_NOTICE:
		notice(ui, event);
		break;
	case GW_PROGRESS_STEP_DONE:
		step_done(ui, event);
		break;
	case GW_PROGRESS_STEP_FAILED:
		print_step(ui, UI_RED, "failed", event->step, NULL);
		break;
	case GW_PROGRESS_RETRY:
		retry(ui, event);
		break;
	case GW_PROGRESS_RUN_END:
		ui_clear_progress(ui);
		break;
	}
}

struct gw_progress ui_progress(struct ui *ui)
{
	return (struct gw_progress){.tell = tell, .payload = ui, .statements = ui->live};
}

/* ", user deploy": what is known of a lock's holder, one thing after the other. */
static void add_known(struct gw_str *str, const char *what, const char *value)
{
	if (value != NULL && value[0] != '\0')
		gw_str_printf(str, ", %s %s", what, value);
}

void ui_lock_waiting(void *payload, const struct gw_lock_holder *holder, int64_t waited_us)
{
	struct ui *ui = payload;
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_printf(&str, "waiting for another %s",
		      holder->may_be_anybody ? "process that writes" : "godwit");
	if (waited_us >= SHORT_US)
		gw_str_printf(&str, " (%s so far)", gw_duration_format(&arena, waited_us));
	if (holder->known) {
		if (holder->connection_id != 0)
			gw_str_printf(&str, ": connection %lld", (long long)holder->connection_id);
		else
			gw_str_printf(&str, ": process %lld", (long long)holder->pid);
		add_known(&str, "user", holder->user);
		add_known(&str, "host", holder->host);
		add_known(&str, "program", holder->application);
	}
	if (holder->known && holder->since_us != 0)
		gw_str_printf(&str, ", since %s",
			      gw_age_format(&arena, ui->sys->now_us() - holder->since_us));
	if (ui->live) {
		GW_STR_AUTO struct gw_str safe = {0};

		gw_str_puts(&safe, "  ");
		gw_str_add_escaped(&safe, gw_str_view(&str));
		draw(ui, &safe);
	} else {
		ui_note(ui, "%s", gw_str_text(&str));
	}
}

void ui_notice(void *payload, const char *severity, const char *message)
{
	struct ui *ui = payload;

	if (gw_view_is_nocase(gw_view_of(severity), "warning"))
		ui_warn(ui, "%s", message);
	else
		ui_note(ui, "%s", message);
}
