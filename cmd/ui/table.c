/*
 * Tables: columns as wide as their widest cell, two blanks apart. Nothing may ever be cut off: a table
 * that is wider than the terminal has the texts of its `wrap` columns broken between words, the widest
 * first; where that is not enough, each row is a block of lines, one for each of its cells. Where output
 * is no terminal, every text stays on its one line. No blanks end a line.
 */
#include <stdlib.h>

#include "ui/ui_int.h"

enum { GAP = 2, WORD_MAX = 24, WRITE_BYTES = 64 * 1024 };

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

/* One line that is safe on a terminal: a tab would move what stands to the right. */
static const char *clean(struct gw_arena *arena, const char *text)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_view view = gw_view_of(text);
	char *cleaned;

	if (text == NULL)
		return "";
	if (gw_printable_length(view) == view.n)
		return text;
	gw_str_add_escaped(&str, view);
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

/* What a table may take on the terminal, worked out column by column. */
struct fitting {
	struct ui_table *table;
	size_t room;
	size_t *least; /* columns are not made narrower than this */
	size_t *most; /* nor wider: no line of theirs would be any longer */
};

/* The widest line of a column when none may be wider than room. */
static size_t wrapped_width(const struct ui_table *table, size_t column, size_t room)
{
	struct gw_view rest = gw_view_of(table->columns[column].title);
	struct gw_view line;
	size_t width = 0;

	for (size_t i = 0; i <= table->rows.n; i++) {
		while (ui_wrap_next(&rest, room, &line))
			width = GW_MAX(width, ui_columns(line));
		if (i < table->rows.n)
			rest = gw_view_of(table->rows.items[i].cells[column]);
	}
	return width;
}

/* Words are kept whole, unless they are very long. */
static size_t least_width(const struct ui_table *table, size_t column)
{
	size_t least = ui_wrap_least(gw_view_of(table->columns[column].title));

	if (!table->columns[column].wrap)
		return table->widths[column];
	for (size_t i = 0; i < table->rows.n; i++) {
		const char *cell = table->rows.items[i].cells[column];

		least = GW_MAX(least, ui_wrap_least(gw_view_of(cell)));
	}
	return GW_MIN(least, WORD_MAX);
}

/* The widest column that may become narrower still, or n. */
static size_t widest(const struct fitting *fitting)
{
	const struct ui_table *table = fitting->table;
	size_t found = table->n;

	for (size_t i = 0; i < table->n; i++) {
		if (table->widths[i] <= fitting->least[i])
			continue;
		if (found == table->n || table->widths[i] > table->widths[found])
			found = i;
	}
	return found;
}

/* Takes from the widest what all of them have too much. False when there is no more to take. */
static bool narrow(const struct fitting *fitting)
{
	struct ui_table *table = fitting->table;
	size_t total = GAP * (table->n - 1);

	for (size_t i = 0; i < table->n; i++) {
		table->widths[i] = fitting->most[i];
		total += table->widths[i];
	}
	while (total > fitting->room) {
		size_t i = widest(fitting);

		if (i == table->n)
			return false;
		table->widths[i]--;
		total--;
	}
	return true;
}

/* Finds the column that has the most to spare now that its lines are broken. False when none has. */
static bool tighten(struct fitting *fitting)
{
	const struct ui_table *table = fitting->table;
	size_t found = table->n;
	size_t spared = 0, most = 0;

	for (size_t i = 0; i < table->n; i++) {
		size_t width = table->widths[i];

		if (width < fitting->most[i])
			width = wrapped_width(table, i, width);
		if (table->widths[i] - width <= spared)
			continue;
		found = i;
		most = width;
		spared = table->widths[i] - width;
	}
	if (found < table->n)
		fitting->most[found] = most;
	return found < table->n;
}

/*
 * Makes columns narrower until the table fits, and gives what one of them does not need then to the others.
 * False when words would have to be broken for it.
 */
static bool fit_widths(struct ui_table *table, size_t room)
{
	struct fitting fitting = {
		.table = table,
		.room = room,
		.least = gw_new_array(&table->arena, size_t, table->n),
		.most = gw_new_array(&table->arena, size_t, table->n),
	};
	size_t total = GAP * (table->n - 1);

	for (size_t i = 0; i < table->n; i++)
		total += table->widths[i];
	if (total <= room)
		return true;
	for (size_t i = 0; i < table->n; i++) {
		fitting.most[i] = table->widths[i];
		fitting.least[i] = GW_MIN(least_width(table, i), table->widths[i]);
	}
	while (narrow(&fitting)) {
		if (!tighten(&fitting))
			return true;
	}
	return false;
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

static void write_full(struct ui *ui, struct gw_str *out)
{
	if (out->n < WRITE_BYTES)
		return;
	ui_write(ui, gw_str_view(out));
	gw_str_clear(out);
}

static void render(struct ui *ui, struct ui_table *table, struct gw_str *out)
{
	const char **titles = gw_new_array(&table->arena, const char *, table->n);
	struct line line = {
		.table = table,
		.rest = gw_new_array(&table->arena, struct gw_view, table->n),
	};

	for (size_t i = 0; i < table->n; i++)
		titles[i] = table->columns[i].title;
	add_lines(&line, titles, ui->out_colour, UI_BOLD, out);
	for (size_t i = 0; i < table->rows.n; i++) {
		const struct row *row = &table->rows.items[i];

		add_lines(&line, row->cells, ui->out_colour, row->style, out);
		write_full(ui, out);
	}
	gw_str_done(&line.text);
}

/* Each row as a table of two columns: titles, and what the row has under them. */
static void render_blocks(struct ui *ui, const struct ui_table *table, struct gw_str *out)
{
	static const struct ui_column columns[2];
	size_t widths[2] = {0, WORD_MAX};
	const struct ui_table block = {.columns = columns, .n = 2, .widths = widths};
	struct gw_view rest[2];
	struct line line = {.table = &block, .rest = rest};

	for (size_t i = 0; i < table->n; i++)
		widths[0] = GW_MAX(widths[0], ui_columns(gw_view_of(table->columns[i].title)));
	if (ui->width > widths[0] + GAP + WORD_MAX)
		widths[1] = ui->width - widths[0] - GAP;
	for (size_t i = 0; i < table->rows.n; i++) {
		const struct row *row = &table->rows.items[i];

		if (i != 0)
			gw_str_putc(out, '\n');
		for (size_t j = 0; j < table->n; j++) {
			const char *const cells[] = {table->columns[j].title, row->cells[j]};

			if (*row->cells[j] != '\0')
				add_lines(&line, cells, ui->out_colour, row->style, out);
		}
		write_full(ui, out);
	}
	gw_str_done(&line.text);
}

void ui_table_print(struct ui *ui, struct ui_table *table)
{
	GW_STR_AUTO struct gw_str out = {0};

	if (!ui->json && table->rows.n != 0) {
		if (!ui->out_tty || fit_widths(table, ui->width))
			render(ui, table, &out);
		else
			render_blocks(ui, table, &out);
		ui_write(ui, gw_str_view(&out));
	}
	gw_arena_done(&table->arena);
	free(table);
}
