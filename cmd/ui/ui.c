/*
 * What the terminal is like, and plain text on it. Nothing here knows what godwit prints.
 */
#include "ui/ui_int.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_UNKNOWN = 80, WIDTH_MIN = 20, WIDTH_MAX = 1000 };

static const char *const style_codes[UI_STYLE_COUNT] = {
	[UI_PLAIN] = "",        [UI_BOLD] = "\033[1m",   [UI_DIM] = "\033[2m",
	[UI_RED] = "\033[31m",  [UI_GREEN] = "\033[32m", [UI_YELLOW] = "\033[33m",
	[UI_BLUE] = "\033[34m",
};

const char *ui_style_code(enum ui_style style)
{
	return style_codes[style];
}

static bool is_set(const struct gw_system *sys, const char *name)
{
	const char *value = sys->getenv(name);

	return value != NULL && value[0] != '\0';
}

/* COLUMNS is in the environment only where somebody put it there on purpose. */
static size_t find_width(const struct gw_system *sys)
{
	static const int places[] = {STDOUT_FILENO, STDERR_FILENO};
	struct winsize size;
	uint64_t columns;

	if (is_set(sys, "COLUMNS") && gw_parse_u64(gw_view_of(sys->getenv("COLUMNS")), &columns) &&
	    columns > 0)
		return GW_MAX(GW_MIN((size_t)columns, (size_t)WIDTH_MAX), (size_t)WIDTH_MIN);
	for (size_t i = 0; i < GW_COUNT(places); i++) {
		if (ioctl(places[i], TIOCGWINSZ, &size) == 0 && size.ws_col != 0)
			return GW_MAX((size_t)size.ws_col, (size_t)WIDTH_MIN);
	}
	return WIDTH_UNKNOWN;
}

void ui_init(struct ui *ui, const struct gw_system *sys)
{
	const char *term = sys->getenv("TERM");
	bool dumb = term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0;
	bool colour = !dumb && !is_set(sys, "NO_COLOR");

	*ui = (struct ui){
		.sys = sys,
		.out = stdout,
		.err = stderr,
		.out_tty = isatty(STDOUT_FILENO) == 1,
		.err_tty = isatty(STDERR_FILENO) == 1,
	};
	ui->out_colour = ui->out_tty && colour;
	ui->err_colour = ui->err_tty && colour;
	ui->live = ui->err_tty && !dumb;
	ui->width = find_width(sys);
}

void ui_configure(struct ui *ui, bool json, bool quiet, bool verbose)
{
	ui->json = json;
	ui->quiet = quiet;
	ui->verbose = verbose;
	ui->live = ui->live && !quiet && !json;
}

void ui_add_styled(struct gw_str *str, bool colour, enum ui_style style, const char *text)
{
	colour = colour && style != UI_PLAIN;
	if (colour)
		gw_str_puts(str, style_codes[style]);
	gw_str_add_escaped_lines(str, gw_view_of(text));
	if (colour)
		gw_str_puts(str, UI_RESET);
}

void ui_add_block(struct gw_str *str, size_t indent, struct gw_view text)
{
	struct gw_view line;

	for (bool first = true; gw_view_next_line(&text, &line); first = false) {
		if (!first) {
			gw_str_putc(str, '\n');
			gw_str_pad(str, ' ', line.n != 0 ? indent : 0);
		}
		gw_str_add_escaped(str, line);
	}
}

void ui_print(struct ui *ui, enum ui_style style, const char *format, ...)
{
	GW_STR_AUTO struct gw_str text = {0};
	GW_STR_AUTO struct gw_str styled = {0};
	va_list args;

	if (ui->json)
		return;
	va_start(args, format);
	gw_str_vprintf(&text, format, args);
	va_end(args);
	ui_add_styled(&styled, ui->out_colour, style, gw_str_text(&text));
	ui_write(ui, gw_str_view(&styled));
}

/* In lines of at most so many columns. */
static void add_wrapped(struct gw_str *str, size_t columns, struct gw_view text)
{
	struct gw_view line;

	for (bool first = true; ui_wrap_next(&text, columns, &line); first = false) {
		if (!first)
			gw_str_putc(str, '\n');
		gw_str_add(str, line);
	}
}

void ui_print_block(struct ui *ui, enum ui_style style, size_t indent, const char *text)
{
	enum { LEAST_COLUMNS = 20 };
	GW_STR_AUTO struct gw_str lines = {0}, block = {0}, styled = {0};
	size_t columns = GW_MAX(ui->width, indent + LEAST_COLUMNS) - indent;

	if (ui->json)
		return;
	add_wrapped(&lines, ui->out_tty ? columns : SIZE_MAX, gw_view_of(text));
	ui_add_block(&block, indent, gw_str_view(&lines));
	ui_add_styled(&styled, ui->out_colour, style, gw_str_text(&block));
	gw_str_putc(&styled, '\n');
	ui_write(ui, gw_str_view(&styled));
}

void ui_write(struct ui *ui, struct gw_view text)
{
	ui_clear_progress(ui);
	errno = 0;
	if (fwrite(text.p, 1, text.n, ui->out) != text.n && ui->write_error == 0)
		ui->write_error = errno;
}

void ui_keep(struct ui *ui, struct ui_kept *ret_kept)
{
	*ret_kept = (struct ui_kept){
		.out = ui->out, .out_tty = ui->out_tty, .out_colour = ui->out_colour};
	ui->out = open_memstream(&ret_kept->text, &ret_kept->size_bytes);
	if (ui->out == NULL)
		gw_out_of_memory(1);
	ui->out_tty = ui->out_colour = false;
}

void ui_keep_end(struct ui *ui, struct ui_kept *kept)
{
	if (fclose(ui->out) != 0)
		gw_out_of_memory(1);
	ui->out = kept->out;
	ui->out_tty = kept->out_tty;
	ui->out_colour = kept->out_colour;
}

void ui_flush(struct ui *ui)
{
	errno = 0;
	if (fflush(ui->out) != 0 && ui->write_error == 0)
		ui->write_error = errno;
}

GW_PRINTF(4, 0)
static void print_line(struct ui *ui, enum ui_style style, const char *word, const char *format,
		       va_list args)
{
	GW_STR_AUTO struct gw_str text = {0};
	GW_STR_AUTO struct gw_str line = {0};

	gw_str_vprintf(&text, format, args);
	ui_add_styled(&line, ui->err_colour, style, word);
	gw_str_puts(&line, ": ");
	ui_add_block(&line, gw_view_of(word).n + 2, gw_str_view(&text));
	gw_str_putc(&line, '\n');
	ui_clear_progress(ui);
	ui_flush(ui);
	fwrite(line.p, 1, line.n, ui->err);
}

void ui_warn(struct ui *ui, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_line(ui, UI_YELLOW, "warning", format, args);
	va_end(args);
}

void ui_note(struct ui *ui, const char *format, ...)
{
	va_list args;

	if (ui->quiet)
		return;
	va_start(args, format);
	print_line(ui, UI_BLUE, "note", format, args);
	va_end(args);
}

bool ui_done(struct ui *ui)
{
	ui_clear_progress(ui);
	ui_json_put(ui);
	ui_flush(ui);
	if (ui->write_error == 0 || ui->write_error == EPIPE)
		return true;
	fprintf(ui->err, "error[GW%u]: cannot write the output: %s\n",
		gw_code_info(GW_E_IO)->number, strerror(ui->write_error));
	return false;
}
