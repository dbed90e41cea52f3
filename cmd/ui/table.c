/*
 * Tables: columns as wide as their widest cell, two blanks apart. Nothing may ever be cut off: a table
 * that is wider than the terminal has the texts of its `wrap` columns broken at blanks, the widest
 * first; where output is no terminal, every text stays on its one line. No blanks end a line.
 */
#include <stdlib.h>

#include "ui/ui_int.h"

enum { GAP = 2, WRAPPED_MIN = 12, WRITE_BYTES = 64 * 1024 };

struct row {
	enum ui_style style;
	const char **cells; /* safe on a terminal */
};

struct ui_table {
	struct gw_arena arena;
	const struct ui_column *columns;
	size_t n;
	size_t *widths;
	GW_VEC(struct row) rows;
};

struct ui_table *ui_table_new(const struct ui_column *columns, size_t n)
{
	struct ui_table *table = gw_xmalloc(sizeof(*table));
	struct ui_column *copy;

	*table = (struct ui_table){.n = n};
	copy = gw_new_array(&table->arena, struct ui_column, n);
	table->widths = gw_new_array(&table->arena, size_t, n);
	for (size_t i = 0; i < n; i++) {
		copy[i] = columns[i];
		copy[i].title = gw_strdup(&table->arena, columns[i].title);
		table->widths[i] = ui_columns(gw_view_of(copy[i].title));
	}
	table->columns = copy;
	return table;
}

static bool is_clean(struct gw_view text)
{
	size_t clean = 0;

	for (size_t i = 0; i < text.n; i++)
		clean += text.p[i] >= 0x20 && text.p[i] != 0x7f;
	return clean == text.n;
}

/* One line that is safe on a terminal: a tab would move what stands to the right. */
static const char *clean(struct gw_arena *arena, const char *text)
{
	GW_STR_AUTO struct gw_str str = {0};
	char *cleaned;

	if (text == NULL)
		return "";
	if (is_clean(gw_view_of(text)))
		return text;
	gw_str_add_escaped(&str, gw_view_of(text));
	cleaned = gw_str_take(&str, arena);
	for (char *c = cleaned; *c != '\0'; c++) {
		if (*c == '\t')
			*c = ' ';
	}
	return cleaned;
}

void ui_table_row(struct ui_table *table, enum ui_style style, const char *const *cells)
{
	struct row row = {.style = style};

	row.cells = gw_new_array(&table->arena, const char *, table->n);
	for (size_t i = 0; i < table->n; i++) {
		row.cells[i] = clean(&table->arena, cells[i]);
		table->widths[i] = GW_MAX(table->widths[i], ui_columns(gw_view_of(row.cells[i])));
	}
	gw_vec_push(&table->arena, &table->rows, row);
}

/* The widest column that may become narrower still, or n. */
static size_t widest(const struct ui_table *table)
{
	size_t found = table->n;

	for (size_t i = 0; i < table->n; i++) {
		if (!table->columns[i].wrap || table->widths[i] <= WRAPPED_MIN)
			continue;
		if (found == table->n || table->widths[i] > table->widths[found])
			found = i;
	}
	return found;
}

static void fit_widths(struct ui_table *table, size_t room)
{
	size_t total = GAP * (table->n - 1);

	for (size_t i = 0; i < table->n; i++)
		total += table->widths[i];
	while (total > room) {
		size_t i = widest(table);

		if (i == table->n)
			return;
		table->widths[i]--;
		total--;
	}
}

/* What is still to be printed of a row's cells, and the line that is made of it. */
struct line {
	const struct ui_table *table;
	struct gw_view *rest;
	struct gw_str text;
	size_t owed; /* blanks that stand before the next text, if there is one */
};

static void add_piece(struct line *line, size_t i, struct gw_view piece)
{
	size_t room = line->table->widths[i];
	size_t blanks = room - GW_MIN(room, ui_columns(piece));
	bool right = line->table->columns[i].right;

	line->owed += right ? blanks : 0;
	if (piece.n != 0) {
		gw_str_pad(&line->text, ' ', line->owed);
		gw_str_add(&line->text, piece);
		line->owed = 0;
	}
	line->owed += GAP + (right ? 0 : blanks);
}

/* False when nothing was left. */
static bool next_line(struct line *line)
{
	bool any = false;

	gw_str_clear(&line->text);
	line->owed = 0;
	for (size_t i = 0; i < line->table->n; i++) {
		struct gw_view piece = {0};

		any = ui_wrap_next(&line->rest[i], line->table->widths[i], &piece) || any;
		add_piece(line, i, piece);
	}
	return any;
}

static void add_lines(struct line *line, const char *const *cells, bool colour, enum ui_style style,
		      struct gw_str *out)
{
	for (size_t i = 0; i < line->table->n; i++)
		line->rest[i] = gw_view_of(cells[i]);
	while (next_line(line)) {
		ui_add_styled(out, colour, style, gw_str_text(&line->text));
		gw_str_putc(out, '\n');
	}
}

static void render(struct ui *ui, struct ui_table *table)
{
	GW_STR_AUTO struct gw_str out = {0};
	const char **titles = gw_new_array(&table->arena, const char *, table->n);
	struct line line = {
		.table = table,
		.rest = gw_new_array(&table->arena, struct gw_view, table->n),
	};

	for (size_t i = 0; i < table->n; i++)
		titles[i] = table->columns[i].title;
	add_lines(&line, titles, ui->out_colour, UI_BOLD, &out);
	for (size_t i = 0; i < table->rows.n; i++) {
		const struct row *row = &table->rows.items[i];

		add_lines(&line, row->cells, ui->out_colour, row->style, &out);
		if (out.n < WRITE_BYTES)
			continue;
		ui_write(ui, gw_str_view(&out));
		gw_str_clear(&out);
	}
	ui_write(ui, gw_str_view(&out));
	gw_str_done(&line.text);
}

void ui_table_print(struct ui *ui, struct ui_table *table)
{
	if (ui->out_tty)
		fit_widths(table, ui->width);
	if (!ui->json && table->rows.n != 0)
		render(ui, table);
	gw_arena_done(&table->arena);
	free(table);
}
