/*
 * Events put together: what a run did and how it ended, how long its steps took, and how many
 * migrations were in place after each.
 */
#include "report/report_int.h"

static bool is_event(const struct gw_event *event, enum gw_event_kind kind)
{
	return gw_view_is(event->values[GW_COLUMN_event].text, gw_event_kind_name(kind));
}

/* --- durations --- */

static void take_steps(struct gw_report_record *record, const struct gw_json *steps)
{
	for (size_t i = 0; i < gw_json_count(steps); i++) {
		const struct gw_json *step = gw_json_item(steps, i);
		int64_t seq, duration_us;
		size_t place;

		if (!gw_json_int(gw_json_get(step, "seq"), &seq) ||
		    !gw_json_int(gw_json_get(step, "duration_us"), &duration_us))
			continue;
		place = gw_report_find_event(record, seq);
		if (place != GW_NOWHERE)
			record->durations_us[place] = duration_us;
	}
}

static void take_closing(struct gw_report_record *record, const struct gw_event *event)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_view detail = event->values[GW_COLUMN_detail].text;
	struct gw_json *json;

	if (detail.p == NULL || !gw_json_parse("detail", detail, &json, &ignored))
		return;
	take_steps(record, gw_json_get(json, "steps"));
	gw_json_free(json);
}

void gw_report_find_durations(struct gw_report_record *record)
{
	record->durations_us = gw_new_array(record->arena, int64_t, record->events.n);
	for (size_t i = 0; i < record->events.n; i++)
		record->durations_us[i] = GW_REPORT_UNKNOWN;
	for (size_t i = 0; i < record->events.n; i++) {
		const struct gw_event event = gw_report_event(record, i);

		if (is_event(&event, GW_EVENT_FINISHED) || is_event(&event, GW_EVENT_FAILED))
			take_closing(record, &event);
	}
}

/* --- runs --- */

static struct gw_report_run *run_of(struct gw_arena *arena, struct gw_report_runs *runs,
				    struct gw_map *by_id, const struct gw_event *event)
{
	struct gw_view id = event->values[GW_COLUMN_run_id].text;
	struct gw_report_run *run = id.p != NULL ? gw_map_get(by_id, id) : NULL;

	if (run != NULL)
		return run;
	run = gw_new(arena, struct gw_report_run);
	run->began_at = event->values[GW_COLUMN_started_at];
	gw_vec_push(arena, &runs->list, run);
	if (id.p != NULL)
		gw_map_put(arena, by_id, id, run);
	return run;
}

static void take_event(struct gw_report_run *run, size_t place, const struct gw_event *event)
{
	run->last = place;
	run->applied += is_event(event, GW_EVENT_APPLIED) || is_event(event, GW_EVENT_ADOPTED);
	run->reverted += is_event(event, GW_EVENT_REVERTED);
}

/* A decision is done when it is there; a run that applies something says that it has ended. */
static const char *state_of(struct gw_arena *arena, const struct gw_event *last)
{
	bool is_open = is_event(last, GW_EVENT_APPLIED) || is_event(last, GW_EVENT_REVERTED);

	return is_open ? gw_status_name(GW_STATUS_UNFINISHED)
		       : gw_event_text(last, arena, GW_COLUMN_event);
}

static void end_runs(struct gw_report_runs *runs, const struct gw_report_record *record)
{
	for (size_t i = 0; i < runs->list.n; i++) {
		struct gw_report_run *run = runs->list.items[i];
		const struct gw_event last = gw_report_event(record, run->last);

		run->state = state_of(record->arena, &last);
		runs->failed += is_event(&last, GW_EVENT_FAILED);
	}
}

struct gw_report_runs gw_report_find_runs(const struct gw_report_record *record)
{
	struct gw_report_runs runs = {0};
	struct gw_map by_id = {0};

	for (size_t i = 0; i < record->events.n; i++) {
		const struct gw_event event = gw_report_event(record, i);

		/* godwit's own tables are nobody's run. */
		if (!is_event(&event, GW_EVENT_CREATED))
			take_event(run_of(record->arena, &runs, &by_id, &event), i, &event);
	}
	end_runs(&runs, record);
	return runs;
}

/* --- what is plotted --- */

/* What an event does to the number of migrations in place. */
enum effect { NOTHING, COMES, GOES, HIDDEN };
static const enum effect effects[GW_EVENT_KIND_COUNT] = {
	[GW_EVENT_CREATED] = HIDDEN,
	[GW_EVENT_APPLIED] = COMES,
	[GW_EVENT_REVERTED] = GOES,
	[GW_EVENT_BASELINED] = COMES,
	[GW_EVENT_ADOPTED] = COMES,
	[GW_EVENT_ACCEPTED] = NOTHING,
	[GW_EVENT_RESOLVED_APPLIED] = COMES,
	[GW_EVENT_RESOLVED_REVERTED] = GOES,
	[GW_EVENT_RESOLVED_STATEMENT] = NOTHING,
	[GW_EVENT_FINISHED] = HIDDEN,
	[GW_EVENT_FAILED] = NOTHING,
	[GW_EVENT_PROVISIONED] = NOTHING,
	[GW_EVENT_EJECTED] = NOTHING,

	[GW_EVENT_IN_STEP] = NOTHING,
};

static const char *key_of(struct gw_arena *arena, const struct gw_event *event)
{
	const char *version = gw_event_text(event, arena, GW_COLUMN_version);

	return version != NULL ? version : gw_event_subject(arena, event);
}

/* Counts what is in place, by key. */
static size_t count_in_place(struct gw_arena *arena, struct gw_map *places, size_t before,
			     const struct gw_event *event, enum effect effect)
{
	const char *key = key_of(arena, event);
	bool *is_there;

	if (key == NULL || (effect != COMES && effect != GOES))
		return before;
	is_there = gw_map_get(places, gw_view_of(key));
	if (is_there == NULL) {
		is_there = gw_new(arena, bool);
		gw_map_put(arena, places, gw_view_of(key), is_there);
	}
	if (*is_there == (effect == COMES))
		return before;
	*is_there = effect == COMES;
	return *is_there ? before + 1 : before - 1;
}

void gw_report_plot(struct gw_report *report, const struct gw_report_record *record)
{
	struct gw_map places = {0};
	size_t in_place = 0;

	for (size_t i = 0; i < record->events.n; i++) {
		const struct gw_event event = gw_report_event(record, i);
		struct gw_report_point point = {
			.time_us = gw_event_int(&event, GW_COLUMN_started_at),
		};

		if (!gw_event_kind_parse(event.values[GW_COLUMN_event].text, &point.kind) ||
		    effects[point.kind] == HIDDEN)
			continue;
		in_place = count_in_place(report->arena, &places, in_place, &event,
					  effects[point.kind]);
		point.label = gw_event_subject(report->arena, &event);
		point.in_place = in_place;
		gw_vec_push(report->arena, &report->points, point);
		if (point.kind == GW_EVENT_APPLIED && record->durations_us[i] >= 0)
			gw_vec_push(report->arena, &report->bars,
				    ((struct gw_report_bar){record->durations_us[i], point.label}));
	}
}
