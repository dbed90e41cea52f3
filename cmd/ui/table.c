/*
 * Tables, aligned by libsmartcols. How wide columns are is decided here, because nothing may ever
 * be cut off: a table that is wider than the terminal has the texts of its `wrap` columns broken at
 * blanks, the widest first; where output is no terminal, every text stays on its one line.
 */
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdlib.h>

#include "ui/ui_int.h"

enum { GAP = 2, WRAPPED_MIN = 12 };

struct row {
	enum ui_style style;
	const char **cells; /* escaped */
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
	char *cleaned;

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

/* The text in lines of at most columns. */
static const char *wrap(struct ui_table *table, const char *text, size_t columns)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_view rest = gw_view_of(text);
	struct gw_view line;

	if (ui_columns(rest) <= columns)
		return text;
	while (ui_wrap_next(&rest, columns, &line)) {
		if (str.n != 0)
			gw_str_putc(&str, '\n');
		gw_str_add(&str, line);
	}
	return gw_str_take(&str, &table->arena);
}

static void checked(int status)
{
	if (status != 0)
		gw_out_of_memory(0);
}

static void free_scols(struct libscols_table **scols)
{
	scols_unref_table(*scols);
}

static void add_column(struct libscols_table *scols, const struct ui_column *column)
{
	int flags = SCOLS_FL_WRAP | (column->right ? SCOLS_FL_RIGHT : 0);
	struct libscols_column *made = scols_table_new_column(scols, column->title, 0, flags);

	if (made == NULL)
		gw_out_of_memory(0);
	checked(scols_column_set_wrapfunc(made, scols_wrapnl_chunksize, scols_wrapnl_nextchunk,
					  NULL));
	checked(scols_cell_set_color(scols_column_get_header(made), ui_style_code(UI_BOLD)));
}

static void add_row(struct libscols_table *scols, struct ui_table *table, const struct row *row)
{
	struct libscols_line *line = scols_table_new_line(scols, NULL);

	if (line == NULL)
		gw_out_of_memory(0);
	for (size_t i = 0; i < table->n; i++)
		checked(scols_line_set_data(line, i, wrap(table, row->cells[i], table->widths[i])));
	if (row->style != UI_PLAIN)
		checked(scols_line_set_color(line, ui_style_code(row->style)));
}

/* libsmartcols measures by the locale of the thread; whatever that is, the text is UTF-8. */
static void print_utf8(struct ui *ui, struct libscols_table *scols)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = utf8 != (locale_t)0 ? uselocale(utf8) : (locale_t)0;
	char *text = NULL;

	checked(scols_print_table_to_string(scols, &text));
	if (utf8 != (locale_t)0) {
		uselocale(before);
		freelocale(utf8);
	}
	ui_write(ui, gw_view_of(text));
	ui_write(ui, GW_VIEW("\n"));
	free(text);
}

static void render(struct ui *ui, struct ui_table *table)
{
	GW_CLEANUP(free_scols) struct libscols_table *scols = scols_new_table();

	if (scols == NULL)
		gw_out_of_memory(0);
	checked(scols_table_set_termforce(scols, SCOLS_TERMFORCE_NEVER));
	checked(scols_table_enable_colors(scols, ui->out_colour));
	checked(scols_table_enable_minout(scols, 1));
	checked(scols_table_enable_noencoding(scols, 1)); /* cells are clean() already */
	checked(scols_table_set_column_separator(scols, "  "));
	for (size_t i = 0; i < table->n; i++)
		add_column(scols, &table->columns[i]);
	for (size_t i = 0; i < table->rows.n; i++)
		add_row(scols, table, &table->rows.items[i]);
	print_utf8(ui, scols);
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
