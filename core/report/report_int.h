/*
 * What the files of this folder share.
 */
#ifndef GW_REPORT_REPORT_INT_H
#define GW_REPORT_REPORT_INT_H

#include "report/report.h"

enum { GW_REPORT_UNKNOWN = -1 }; /* of durations */

/* The whole history, without the texts of migrations. */
struct gw_report_record {
	GW_VEC(struct gw_event) events;
	int64_t *durations_us; /* of each: of what it applied or took back; GW_REPORT_UNKNOWN */
};
/* The place in record->events, or GW_NOWHERE. */
size_t gw_report_find_event(const struct gw_report_record *record, int64_t seq);
bool gw_report_is_event(const struct gw_event *event, enum gw_event_kind kind);

/* The events of one run. */
struct gw_report_run {
	const char *state; /* "finished", "failed", "unfinished", or the event of a decision */
	const struct gw_event *first, *last; /* last says how it ended */
	size_t applied, reverted;
};
struct gw_report_runs {
	GW_VEC(struct gw_report_run *) list; /* in the order in which they began */
};

/* runs.c: fills the durations from what closing events say. */
void gw_report_find_durations(struct gw_arena *arena, struct gw_report_record *record);
struct gw_report_runs gw_report_find_runs(struct gw_arena *arena,
					  const struct gw_report_record *record);
/* runs.c: fills points and bars of the report. */
void gw_report_plot(struct gw_report *report, const struct gw_report_record *record);

/* What a row is made of; what its table is not about is NULL. */
struct gw_report_subject {
	struct gw_arena *arena;
	const struct gw_event *event;
	const struct gw_entry *entry; /* of a migration */
	const struct gw_report_run *run;
	int64_t duration_us; /* of what the event applied; GW_REPORT_UNKNOWN */
	struct gw_event_notes notes; /* of event */
};

/* tables.c: what an auditor asks, as columns. */
struct gw_report_layout;
extern const struct gw_report_layout gw_report_migrations, gw_report_runs, gw_report_events;
/* Adds an empty table to a report. Valid until the next one is added. */
struct gw_report_table *gw_report_add_table(struct gw_report *report,
					    const struct gw_report_layout *layout);
/* Adds the row of subject, whose notes are read here, to a table that was made with this layout. */
void gw_report_add_row(struct gw_report_table *table, const struct gw_report_layout *layout,
		       struct gw_report_subject *subject);
void gw_report_add_fact(struct gw_report *report, const char *name, const char *title,
			enum gw_report_type type, struct gw_value value);

/* charts.c: SVG, coloured by the style of the page; nothing where there is nothing to draw. */
void gw_report_draw_timeline(const struct gw_report *report, struct gw_str *str);
void gw_report_draw_durations(const struct gw_report *report, struct gw_str *str);

/* style.c: of the page. */
extern const char gw_report_style[];

#endif
