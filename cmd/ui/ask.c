/*
 * Questions. Only a person at a terminal is asked: a pipe or a CI job never waits for an answer.
 */
#include <stdlib.h>
#include <unistd.h>

#include "ui/ui_int.h"

static void free_line(char **line)
{
	free(*line);
}

bool ui_ask(struct ui *ui, struct gw_arena *arena, const char *question, const char **ret_answer)
{
	GW_CLEANUP(free_line) char *line = NULL;
	GW_STR_AUTO struct gw_str text = {0};
	size_t size = 0;
	ssize_t n;

	if (!ui->err_tty || isatty(STDIN_FILENO) != 1)
		return false;
	ui_clear_progress(ui);
	ui_flush(ui);
	ui_add_styled(&text, ui->err_colour, UI_BOLD, question);
	gw_str_putc(&text, ' ');
	fwrite(text.p, 1, text.n, ui->err);
	n = getline(&line, &size, stdin);
	if (n < 0) {
		/* The end of input, or a signal: the prompt's line is still open. */
		fputc('\n', ui->err);
		return false;
	}
	*ret_answer = gw_view_dup(arena, gw_view_trim((struct gw_view){line, (size_t)n}));
	return true;
}
