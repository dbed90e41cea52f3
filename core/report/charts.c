/*
 * The charts: one picture of WIDTH x HEIGHT, its plot within the margins.
 *
 *	  ^ in place               ^ how long, each line ten times the one below
 *	  |      __*__*---         |   |
 *	  |  _*-x                  | | | |  |
 *	  +------------> time      +------------> in order of application
 */
#include "base/html.h"
#include "report/report_int.h"

enum {
	WIDTH = 1200,
	HEIGHT = 250,
	LEFT = 70,
	RIGHT = 20,
	TOP = 14,
	BOTTOM = 30,
	PLOT_WIDTH = WIDTH - LEFT - RIGHT,
	PLOT_HEIGHT = HEIGHT - TOP - BOTTOM,
	TICKS = 4,
	FEW_POINTS = 120, /* these are drawn large */
	MOST_BARS = 550, /* of two pixels; what is more shares one */
	LABEL_COLUMNS = 60,
};

static const int64_t second_us = 1000000;

static void begin(struct gw_str *str, const char *label)
{
	gw_str_printf(str, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", WIDTH,
		      HEIGHT, label);
}

static void add_text(struct gw_str *str, double x, double y, const char *anchor, const char *text)
{
	gw_str_printf(str, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
	gw_html_add(str, gw_view_of(text));
	gw_str_puts(str, "</text>\n");
}

/* A line across the plot, and what it stands for. */
static void add_level(struct gw_str *str, double y, const char *label)
{
	gw_str_printf(str, "<path class=\"grid\" d=\"M%d %.1fh%d\"/>\n", LEFT, y, PLOT_WIDTH);
	add_text(str, LEFT - 8, y + 4, "end", label);
}

/* What is told when it is pointed at. */
static void add_title(struct gw_str *str, const char *label, const char *what)
{
	gw_str_puts(str, "<title>");
	gw_html_add(str, gw_view_of(label));
	gw_str_puts(str, label != NULL ? ": " : "");
	gw_str_puts(str, what);
	gw_str_puts(str, "</title>");
}

/* --- the timeline --- */

struct timeline {
	const struct gw_report *report;
	double from_us, span_us;
	size_t most;
};

static double place_time(const struct timeline *timeline, int64_t time_us)
{
	return LEFT + ((double)time_us - timeline->from_us) / timeline->span_us * PLOT_WIDTH;
}

static double place_count(const struct timeline *timeline, size_t count)
{
	return TOP + PLOT_HEIGHT * (1 - (double)count / (double)timeline->most);
}

static struct timeline measure(const struct gw_report *report)
{
	struct timeline timeline = {.report = report, .most = 1};
	double from_us = (double)report->points.items[0].time_us, to_us = from_us;

	for (size_t i = 0; i < report->points.n; i++) {
		const struct gw_report_point *point = &report->points.items[i];

		from_us = GW_MIN(from_us, (double)point->time_us);
		to_us = GW_MAX(to_us, (double)point->time_us);
		timeline.most = GW_MAX(timeline.most, point->in_place);
	}
	/* What happened at once stands in the middle, and no two ticks are the same second. */
	timeline.span_us = GW_MAX(to_us - from_us, 2.0 * TICKS * (double)second_us);
	timeline.from_us = from_us - (timeline.span_us - (to_us - from_us)) / 2;
	return timeline;
}

/* 1, 2, 5, 10, 20, 50, ...: not more than TICKS of them up to most. */
static size_t find_step(size_t most)
{
	static const size_t steps[] = {1, 2, 5};

	for (size_t power = 1;; power *= 10) {
		for (size_t i = 0; i < GW_COUNT(steps); i++) {
			if (most / (steps[i] * power) <= TICKS)
				return steps[i] * power;
		}
	}
}

/* As much of a time as differs: the day, the minute, or the second. */
static const char *tell_time(struct gw_arena *arena, const struct timeline *timeline,
			     double time_us)
{
	const double minute_us = 60.0 * (double)second_us;
	struct gw_view text = gw_view_of(gw_time_short(arena, (int64_t)time_us));

	if (timeline->span_us > 3 * 24 * 60 * minute_us)
		return gw_view_dup(arena, gw_view_slice(text, 0, 10));
	if (timeline->span_us > 10 * minute_us)
		return gw_view_dup(arena, gw_view_slice(text, 5, 16));
	return gw_view_dup(arena, gw_view_from(text, 11));
}

static void add_axes(struct gw_str *str, const struct timeline *timeline)
{
	static const char *const anchors[TICKS + 1] = {"start", "middle", "middle", "middle",
						       "end"};
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	size_t step = find_step(timeline->most);

	for (size_t count = 0; count <= timeline->most; count += step)
		add_level(str, place_count(timeline, count), gw_format(&scratch, "%zu", count));
	for (int i = 0; i <= TICKS; i++)
		add_text(str, LEFT + (double)PLOT_WIDTH * i / TICKS, HEIGHT - 10, anchors[i],
			 tell_time(&scratch, timeline,
				   timeline->from_us + timeline->span_us * i / TICKS));
}

/* A staircase from the bottom, twice: as an area, and as its edge. */
static void add_staircase(struct gw_str *str, const struct timeline *timeline)
{
	const struct gw_report *report = timeline->report;
	GW_STR_AUTO struct gw_str path = {0};

	for (size_t i = 0; i < report->points.n; i++) {
		const struct gw_report_point *point = &report->points.items[i];
		double x = place_time(timeline, point->time_us);

		if (i == 0)
			gw_str_printf(&path, "M%.1f %d", x, TOP + PLOT_HEIGHT);
		else
			gw_str_printf(&path, "H%.1f", x);
		gw_str_printf(&path, "V%.1f", place_count(timeline, point->in_place));
	}
	gw_str_printf(&path, "H%d", LEFT + PLOT_WIDTH);
	gw_str_printf(str,
		      "<path class=\"area\" d=\"%sV%dZ\"/>\n<path class=\"steps\" d=\"%s\"/>\n",
		      gw_str_text(&path), TOP + PLOT_HEIGHT, gw_str_text(&path));
}

static const char *mark_class(enum gw_event_kind kind)
{
	if (kind == GW_EVENT_APPLIED)
		return "applied";
	if (kind == GW_EVENT_REVERTED)
		return "reverted";
	return kind == GW_EVENT_FAILED ? "failed" : "decided";
}

static void add_mark(struct gw_str *str, const struct timeline *timeline,
		     const struct gw_report_point *point)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	bool is_small = point->kind == GW_EVENT_APPLIED && timeline->report->points.n > FEW_POINTS;

	gw_str_printf(str, "<circle class=\"mark %s%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\">",
		      mark_class(point->kind), is_small ? " small" : "",
		      place_time(timeline, point->time_us), place_count(timeline, point->in_place),
		      is_small ? "2" : "4.5");
	add_title(str, point->label,
		  gw_format(&scratch, "%s %s", gw_event_kind_name(point->kind),
			    gw_time_short(&scratch, point->time_us)));
	gw_str_puts(str, "</circle>\n");
}

/* What is usual lies below. */
static void add_marks(struct gw_str *str, const struct timeline *timeline)
{
	const struct gw_report *report = timeline->report;

	for (int usual = 1; usual >= 0; usual--) {
		for (size_t i = 0; i < report->points.n; i++) {
			const struct gw_report_point *point = &report->points.items[i];

			if ((point->kind == GW_EVENT_APPLIED) == (usual == 1))
				add_mark(str, timeline, point);
		}
	}
}

void gw_report_draw_timeline(const struct gw_report *report, struct gw_str *str)
{
	struct timeline timeline;

	if (report->points.n == 0)
		return;
	timeline = measure(report);
	begin(str, "Migrations in place, over time");
	add_axes(str, &timeline);
	add_staircase(str, &timeline);
	add_marks(str, &timeline);
	gw_str_puts(str, "</svg>\n");
}

/* --- durations --- */

/* The powers of ten that the bars lie between. */
struct scale {
	int lowest, highest;
};

/* The logarithm to base ten, of 1 and more, to a thousandth: no library of mathematics for that. */
static double exponent_of(int64_t duration_us)
{
	enum { BITS = 10 };
	double rest = (double)GW_MAX(duration_us, (int64_t)1);
	double exponent = 0, bit = 1;

	while (rest >= 10) {
		rest /= 10;
		exponent++;
	}
	for (int i = 0; i < BITS; i++) {
		bit /= 2;
		rest *= rest;
		if (rest >= 10) {
			rest /= 10;
			exponent += bit;
		}
	}
	return exponent;
}

static struct scale find_scale(const struct gw_report *report)
{
	struct scale scale = {INT32_MAX, INT32_MIN};

	for (size_t i = 0; i < report->bars.n; i++) {
		double exponent = exponent_of(report->bars.items[i].duration_us);

		/* The shortest has a bar, too. */
		scale.lowest = GW_MIN(scale.lowest, (int)(exponent - 0.1));
		scale.highest = GW_MAX(scale.highest, (int)(exponent + 0.999));
	}
	scale.highest = GW_MAX(scale.highest, scale.lowest + 1);
	return scale;
}

static double place_exponent(const struct scale *scale, double exponent)
{
	return TOP + PLOT_HEIGHT * (scale->highest - exponent) / (scale->highest - scale->lowest);
}

static void add_scale(struct gw_str *str, const struct scale *scale)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	int64_t duration_us = 1;

	for (int i = 0; i <= scale->highest; i++, duration_us *= 10) {
		if (i >= scale->lowest)
			add_level(str, place_exponent(scale, i),
				  gw_duration_format(&scratch, duration_us));
	}
}

/* The longest of those that share a bar. */
static const struct gw_report_bar *find_longest(const struct gw_report *report, size_t first,
						size_t count)
{
	const struct gw_report_bar *longest = &report->bars.items[first];

	for (size_t i = first; i < GW_MIN(first + count, report->bars.n); i++) {
		if (report->bars.items[i].duration_us > longest->duration_us)
			longest = &report->bars.items[i];
	}
	return longest;
}

static void add_bar(struct gw_str *str, const struct scale *scale, double x, double width,
		    const struct gw_report_bar *bar)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	double top = place_exponent(scale, exponent_of(bar->duration_us));
	double y = GW_MIN(top, TOP + PLOT_HEIGHT - 1.0);

	gw_str_printf(str,
		      "<rect class=\"bar\" x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\">",
		      x, y, width, TOP + PLOT_HEIGHT - y);
	add_title(str, bar->label, gw_duration_format(&scratch, bar->duration_us));
	gw_str_puts(str, "</rect>\n");
}

/* A name below the bars. */
static void add_end(struct gw_str *str, double x, const char *anchor, const char *label)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	size_t n = gw_utf8_offset(gw_view_of(label), LABEL_COLUMNS);

	add_text(str, x, HEIGHT - 10, anchor,
		 gw_view_dup(&scratch, gw_view_slice(gw_view_of(label), 0, n)));
}

/* The first and the last have their names, where there is room between them. */
static void add_bars(struct gw_str *str, const struct scale *scale, const struct gw_report *report)
{
	enum { WIDEST = 40 };
	size_t shared = (report->bars.n + MOST_BARS - 1) / MOST_BARS;
	size_t n = (report->bars.n + shared - 1) / shared;
	double pitch = GW_MIN((double)PLOT_WIDTH / (double)n, (double)WIDEST);

	for (size_t i = 0; i < n; i++)
		add_bar(str, scale, LEFT + pitch * (double)i + pitch * 0.1, pitch * 0.8,
			find_longest(report, i * shared, shared));
	add_end(str, LEFT, "start", report->bars.items[0].label);
	if (pitch * (double)n > PLOT_WIDTH * 0.9)
		add_end(str, LEFT + pitch * (double)n, "end", gw_vec_last(&report->bars).label);
}

void gw_report_draw_durations(const struct gw_report *report, struct gw_str *str)
{
	struct scale scale;

	if (report->bars.n == 0)
		return;
	scale = find_scale(report);
	begin(str, "How long each migration took");
	add_scale(str, &scale);
	add_bars(str, &scale, report);
	gw_str_puts(str, "</svg>\n");
}
