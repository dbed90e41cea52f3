/*
 * The diagram as SVG, laid out by ourselves.
 *
 *	layer 0        layer 1        layer 2
 *	+-------+      +--------+     +-------+
 *	| users |<-----| orders |<----| items |      a table stands to the right of all that it refers to
 *	+-------+      +--------+     +-------+
 *
 * Within a layer tables are sorted by where their neighbours stand, in a few sweeps to and fro; a layer
 * that is too high is broken into several columns. Tables that refer to nothing and are not referred to
 * stand below. Numbers are whole pixels, so the same schema gives the same bytes everywhere.
 */
#include <stdlib.h>

#include "base/html.h"
#include "schema/diagram_int.h"

enum {
	CHAR_WIDTH = 7, /* of the font, at its size, rounded up by PADDING */
	ROW = 19,
	HEADER = 26,
	PADDING = 12,
	GAP_X = 110, /* between columns of boxes: where the lines are */
	GAP_Y = 26,
	MARGIN = 28,
	SWEEPS = 8,
	LEAST_HEIGHT = 700,
};

struct box {
	size_t table;
	long x, y, width, height;
	size_t layer;
	size_t place; /* in its layer, in thousandths of it */
	double wish; /* where it would like to be */
	bool connected;
	enum { UNSEEN, OPEN, DONE } state;
};

struct column {
	GW_VEC(size_t) boxes;
	long width, height;
};

struct layout {
	const struct gw_diagram_model *model;
	struct gw_arena *arena;
	struct box *boxes; /* one for each table */
	size_t n;
	size_t nlayers;
	struct column *layers;
	GW_VEC(struct column) columns;
	long width, height;
};

static long text_width(const char *text)
{
	struct gw_view rest = gw_view_of(text);
	size_t columns = 0;

	while (rest.n != 0) {
		columns += gw_utf8_columns(gw_utf8_decode(rest));
		rest = gw_view_from(rest, gw_utf8_offset(rest, 1));
	}
	return (long)GW_MIN(columns, (size_t)200) * CHAR_WIDTH;
}

static void measure(struct layout *layout, struct box *box)
{
	const struct gw_diagram_table *table = &layout->model->tables.items[box->table];
	long names = 0;
	long types = 0;

	for (size_t i = 0; i < table->columns.n; i++) {
		names = GW_MAX(names, text_width(table->columns.items[i].name));
		types = GW_MAX(types, text_width(table->columns.items[i].type));
	}
	box->width = GW_MAX(names + 4 * PADDING + types, text_width(table->name) + 3 * PADDING);
	box->height = HEADER + (long)table->columns.n * ROW + PADDING / 2;
}

/* The longest way to a table that refers to nothing; a reference that closes a ring does not count. */
static size_t find_layer(struct layout *layout, size_t number)
{
	struct box *box = &layout->boxes[number];

	if (box->state != UNSEEN)
		return box->layer;
	box->state = OPEN;
	for (size_t i = 0; i < layout->model->references.n; i++) {
		const struct gw_diagram_reference *reference = &layout->model->references.items[i];
		size_t layer;

		if (reference->from != number || reference->to == number)
			continue;
		box->connected = true;
		layout->boxes[reference->to].connected = true;
		if (layout->boxes[reference->to].state == OPEN)
			continue;
		layer = find_layer(layout, reference->to) + 1;
		box->layer = GW_MAX(box->layer, layer);
	}
	box->state = DONE;
	return box->layer;
}

static void fill_layers(struct layout *layout)
{
	for (size_t i = 0; i < layout->n; i++)
		layout->nlayers = GW_MAX(layout->nlayers, find_layer(layout, i) + 1);
	layout->layers = gw_new_array(layout->arena, struct column, layout->nlayers);
	for (size_t i = 0; i < layout->n; i++) {
		if (layout->boxes[i].connected)
			gw_vec_push(layout->arena, &layout->layers[layout->boxes[i].layer].boxes,
				    i);
	}
}

static void number_places(struct layout *layout, struct column *layer)
{
	for (size_t i = 0; i < layer->boxes.n; i++)
		layout->boxes[layer->boxes.items[i]].place = (2 * i + 1) * 500 / layer->boxes.n;
}

/* The mean place of the neighbours in layers before it (or behind it). */
static void make_wish(struct layout *layout, size_t number, bool before)
{
	struct box *box = &layout->boxes[number];
	size_t sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < layout->model->references.n; i++) {
		const struct gw_diagram_reference *reference = &layout->model->references.items[i];
		size_t other = reference->from == number ? reference->to : reference->from;

		if (reference->from != number && reference->to != number)
			continue;
		if (other == number || (layout->boxes[other].layer < box->layer) != before)
			continue;
		sum += layout->boxes[other].place;
		n++;
	}
	box->wish = n != 0 ? (double)sum / (double)n : (double)box->place;
}

/* Few items, and stable: what wishes the same stays in order of names. */
static void sort_layer(struct layout *layout, struct column *layer)
{
	for (size_t i = 1; i < layer->boxes.n; i++) {
		size_t number = layer->boxes.items[i];
		size_t at = i;

		while (at > 0 && layout->boxes[layer->boxes.items[at - 1]].wish >
					 layout->boxes[number].wish) {
			layer->boxes.items[at] = layer->boxes.items[at - 1];
			at--;
		}
		layer->boxes.items[at] = number;
	}
	number_places(layout, layer);
}

static void sweep(struct layout *layout)
{
	for (size_t i = 0; i < layout->nlayers; i++)
		number_places(layout, &layout->layers[i]);
	for (size_t round = 0; round < SWEEPS; round++) {
		for (size_t i = 0; i < layout->nlayers; i++) {
			bool forth = round % 2 == 0;
			struct column *layer = &layout->layers[forth ? i : layout->nlayers - 1 - i];

			for (size_t j = 0; j < layer->boxes.n; j++)
				make_wish(layout, layer->boxes.items[j], forth);
			sort_layer(layout, layer);
		}
	}
}

/* A picture that is about as high as a third of all boxes on top of each other. */
static long best_height(const struct layout *layout)
{
	long area = 0;
	long height = LEAST_HEIGHT;

	for (size_t i = 0; i < layout->n; i++)
		area += (layout->boxes[i].width + GAP_X) * (layout->boxes[i].height + GAP_Y);
	while (height * height * 3 / 2 < area)
		height += 50;
	return height;
}

static void add_to_column(struct layout *layout, size_t number, long height, bool is_first)
{
	const struct box *box = &layout->boxes[number];
	struct column *column;

	if (is_first || gw_vec_last(&layout->columns).height + box->height > height)
		gw_vec_push(layout->arena, &layout->columns, (struct column){0});
	column = &gw_vec_last(&layout->columns);
	gw_vec_push(layout->arena, &column->boxes, number);
	column->height += box->height + GAP_Y;
	column->width = GW_MAX(column->width, box->width);
}

static void place_columns(struct layout *layout)
{
	long highest = 0;
	long x = MARGIN;

	for (size_t i = 0; i < layout->columns.n; i++)
		highest = GW_MAX(highest, layout->columns.items[i].height);
	for (size_t i = 0; i < layout->columns.n; i++) {
		const struct column *column = &layout->columns.items[i];
		long y = MARGIN + (highest - column->height) / 2;

		for (size_t j = 0; j < column->boxes.n; j++) {
			struct box *box = &layout->boxes[column->boxes.items[j]];

			box->x = x;
			box->y = y;
			box->width = column->width;
			y += box->height + GAP_Y;
		}
		x += column->width + GAP_X;
	}
	layout->width = GW_MAX(x - GAP_X, (long)MARGIN) + MARGIN;
	layout->height = MARGIN + highest;
}

/* Tables without references, in rows below. */
static void place_others(struct layout *layout)
{
	long most = GW_MAX(layout->width, best_height(layout) * 3 / 2);
	long x = MARGIN;
	long y = layout->height + (layout->columns.n != 0 ? GAP_Y : 0);
	long row = 0;

	for (size_t i = 0; i < layout->n; i++) {
		struct box *box = &layout->boxes[i];

		if (box->connected)
			continue;
		if (x != MARGIN && x + box->width + MARGIN > most) {
			x = MARGIN;
			y += row + GAP_Y;
			row = 0;
		}
		box->x = x;
		box->y = y;
		x += box->width + GAP_Y;
		row = GW_MAX(row, box->height);
		layout->width = GW_MAX(layout->width, x - GAP_Y + MARGIN);
		layout->height = y + row;
	}
	layout->height += MARGIN;
}

static void lay_out(struct layout *layout)
{
	for (size_t i = 0; i < layout->n; i++) {
		layout->boxes[i].table = i;
		measure(layout, &layout->boxes[i]);
	}
	fill_layers(layout);
	sweep(layout);
	for (size_t i = 0; i < layout->nlayers; i++) {
		const struct column *layer = &layout->layers[i];

		for (size_t j = 0; j < layer->boxes.n; j++)
			add_to_column(layout, layer->boxes.items[j], best_height(layout), j == 0);
	}
	place_columns(layout);
	place_others(layout);
}

/* --- drawing --- */

static const char style[] =
	"<style>\n"
	"svg { background: #ffffff }\n"
	"text { font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; "
	"fill: #1d2733 }\n"
	".box { fill: #ffffff; stroke: #8a9bb0 }\n"
	".head { fill: #dbe7f3 }\n"
	".name { font-weight: bold }\n"
	".type { fill: #66788c }\n"
	".key { font-weight: bold }\n"
	".edge { fill: none; stroke-width: 1.5; opacity: 0.75 }\n"
	".optional { stroke-dasharray: 5 4 }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"svg { background: #14191f }\n"
	"text { fill: #dde5ee }\n"
	".box { fill: #1c232b; stroke: #5b6b7d }\n"
	".head { fill: #2a3a4c }\n"
	".type { fill: #93a4b8 }\n"
	"}\n"
	"</style>\n";

/* Lines to one table have one colour. */
static const char *colour_of(size_t table)
{
	static const char *const colours[] = {"#2f6fb2", "#b2542f", "#2f8f5b", "#8a4fb0",
					      "#a6821f", "#b03a6b", "#2a8c96", "#5f6f2a"};

	return colours[table % GW_COUNT(colours)];
}

static void draw_text(struct gw_str *str, long x, long y, const char *class, const char *text)
{
	gw_str_printf(str, "<text x=\"%ld\" y=\"%ld\"%s%s>", x, y, class[0] != '\0' ? " " : "",
		      class);
	gw_html_add(str, gw_view_of(text));
	gw_str_puts(str, "</text>\n");
}

static void draw_box(const struct layout *layout, const struct box *box, struct gw_str *str)
{
	const struct gw_diagram_table *table = &layout->model->tables.items[box->table];

	gw_str_puts(str, "<g><title>");
	gw_html_add(str, gw_view_of(table->name));
	gw_str_printf(str,
		      "</title>\n"
		      "<rect class=\"box\" x=\"%ld\" y=\"%ld\" width=\"%ld\" height=\"%ld\" "
		      "rx=\"4\"/>\n"
		      "<path class=\"head\" d=\"M%ld %ldv-21a4 4 0 0 1 4 -4h%lda4 4 0 0 1 4 "
		      "4v21z\"/>\n",
		      box->x, box->y, box->width, box->height, box->x + 1, box->y + HEADER,
		      box->width - 10);
	draw_text(str, box->x + PADDING, box->y + 18, "class=\"name\"", table->name);
	for (size_t i = 0; i < table->columns.n; i++) {
		const struct gw_diagram_column *column = &table->columns.items[i];
		long y = box->y + HEADER + (long)i * ROW + 15;

		draw_text(str, box->x + PADDING, y, column->primary_key ? "class=\"key\"" : "",
			  column->name);
		draw_text(str, box->x + box->width - PADDING, y,
			  "class=\"type\" text-anchor=\"end\"", column->type);
	}
	gw_str_puts(str, "</g>\n");
}

static long row_of(const struct box *box, size_t column)
{
	return box->y + HEADER + (long)column * ROW + ROW / 2 + 1;
}

/*
 * From the row of the column to that of the key: out of the near sides of the boxes, or, where they stand
 * above each other, around them on the right.
 */
static void draw_edge(const struct layout *layout, const struct gw_diagram_reference *reference,
		      struct gw_str *str)
{
	const struct box *from = &layout->boxes[reference->from];
	const struct box *to = &layout->boxes[reference->to];
	bool to_left = to->x + to->width < from->x;
	bool to_right = from->x + from->width < to->x;
	long x1 = to_left ? from->x : from->x + from->width;
	long x2 = to_right ? to->x : to->x + to->width;
	long y1 = row_of(from, reference->from_column);
	long y2 = row_of(to, reference->to_column);
	long bend = to_left || to_right ? GW_MAX(labs(x1 - x2) / 2, (long)GAP_X / 2)
					: (long)GAP_X / 2;
	const char *colour = colour_of(reference->to);

	gw_str_puts(str, "<g><title>");
	gw_html_add(str, gw_view_of(layout->model->tables.items[reference->from].name));
	gw_str_puts(str, " (");
	gw_html_add(str, gw_view_of(reference->label));
	gw_str_puts(str, ") to ");
	gw_html_add(str, gw_view_of(layout->model->tables.items[reference->to].name));
	gw_str_printf(str,
		      "</title><path class=\"edge%s\" stroke=\"%s\" "
		      "d=\"M%ld %ldC%ld %ld %ld %ld %ld %ld\"/>"
		      "<circle cx=\"%ld\" cy=\"%ld\" r=\"2.5\" fill=\"%s\"/>"
		      "<path fill=\"%s\" d=\"M%ld %ldl%d -4v8z\"/></g>\n",
		      reference->optional ? " optional" : "", colour, x1, y1,
		      to_left ? x1 - bend : x1 + bend, y1, to_right ? x2 - bend : x2 + bend, y2, x2,
		      y2, x1, y1, colour, colour, x2, y2, to_right ? -8 : 8);
}

void gw_diagram_svg(const struct gw_diagram_model *model, struct gw_str *str)
{
	struct layout layout = {
		.model = model,
		.arena = model->arena,
		.boxes = gw_new_array(model->arena, struct box, model->tables.n),
		.n = model->tables.n,
	};

	lay_out(&layout);
	gw_str_printf(str,
		      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%ld\" height=\"%ld\" "
		      "viewBox=\"0 0 %ld %ld\">\n",
		      layout.width, layout.height, layout.width, layout.height);
	gw_str_puts(str, style);
	/* Boxes hide what passes behind them: text stays readable. */
	for (size_t i = 0; i < model->references.n; i++)
		draw_edge(&layout, &model->references.items[i], str);
	for (size_t i = 0; i < layout.n; i++)
		draw_box(&layout, &layout.boxes[i], str);
	gw_str_puts(str, "</svg>\n");
}
