/*
 * What the files of this folder share.
 */
#ifndef GW_REPORT_REPORT_INT_H
#define GW_REPORT_REPORT_INT_H

#include "report/report.h"

enum { GW_REPORT_UNKNOWN = -1 }; /* of durations */

/* record.c: the whole history, without the texts of migrations, in little room. */
struct gw_report_kept;
struct gw_report_record {
	struct gw_arena *arena;
	GW_VEC(const struct gw_report_kept *) events;
	int64_t *durations_us; /* of each: of what it applied or took back; GW_REPORT_UNKNOWN */
};
void gw_report_keep(struct gw_report_record *record, const struct gw_event *event);
/* The event at a place; its texts live as long as the record. */
struct gw_event gw_report_event(const struct gw_report_record *record, size_t place);
/* The place of the event with this number, or GW_NOWHERE. */
size_t gw_report_find_event(const struct gw_report_record *record, int64_t seq);

/* The events of one run. */
struct gw_report_run {
	const char *state; /* "finished", "failed", "unfinished", or the event of a decision */
	struct gw_value began_at;
	size_t last; /* the place of the event that says how it ended */
	size_t applied, reverted;
};
struct gw_report_runs {
	GW_VEC(struct gw_report_run *) list; /* in the order in which they began */
	size_t failed;
};

/* runs.c: fills the durations from what closing events say. */
void gw_report_find_durations(struct gw_report_record *record);
struct gw_report_runs gw_report_find_runs(const struct gw_report_record *record);
/* runs.c: fills points and bars of the report. */
void gw_report_plot(struct gw_report *report, const struct gw_report_record *record);

/* What a row is made of; what its table is not about is NULL. */
struct gw_report_subject {
	struct gw_arena *arena; /* of the row */
	const struct gw_event *event;
	const struct gw_entry *entry; /* of a migration */
	const struct gw_report_run *run;
	int64_t duration_us; /* of what the event applied; GW_REPORT_UNKNOWN */
	struct gw_event_notes notes; /* of event */
};

/* tables.c: what an auditor asks, as columns. */
struct gw_report_layout;
extern const struct gw_report_layout gw_report_migrations, gw_report_runs, gw_report_events;
/* Where the subjects of a table come from. */
struct gw_report_subjects {
	/* Fills what row is made of, whose arena is set; the notes of its event are read afterwards. */
	void (*get)(const void *payload, size_t row, struct gw_report_subject *subject);
	const void *payload;
	size_t n;
};
/* Adds a table to a report, with a row for each subject. */
void gw_report_add_table(struct gw_report *report, const struct gw_report_layout *layout,
			 const struct gw_report_subjects *subjects);
void gw_report_add_fact(struct gw_report *report, const char *name, const char *title,
			enum gw_report_type type, struct gw_value value);

/* report.c, while a table is written: hands on what there is, once it is worth it. */
void gw_report_hand_on(struct gw_report_output *output);

/* charts.c: SVG, coloured by the style of the page; nothing where there is nothing to draw. */
void gw_report_draw_timeline(const struct gw_report *report, struct gw_str *str);
void gw_report_draw_durations(const struct gw_report *report, struct gw_str *str);

/* style.c: of the page. */
extern const char *const gw_report_styles[]; /* one after the other; the last is NULL */

#endif
