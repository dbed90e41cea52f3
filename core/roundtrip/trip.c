/*
 * One trip: up, and what that made; down, and whether it is as before; up again, and whether it is as
 * after the first time.
 */
#include "roundtrip/roundtrip_int.h"

static const struct {
	const char *name;
	bool bad;
} outcomes[GW_TRIP_OUTCOME_COUNT] = {
	[GW_TRIP_GOOD] = {"good", false},
	[GW_TRIP_NO_DOWN] = {"no-down", false},
	[GW_TRIP_UP_FAILED] = {"up-failed", true},
	[GW_TRIP_DOWN_FAILED] = {"down-failed", true},
	[GW_TRIP_SCHEMA_DIFFERS] = {"schema-differs", true},
	[GW_TRIP_ROWS_DIFFER] = {"rows-differ", true},
	[GW_TRIP_AGAIN_FAILED] = {"again-failed", true},
	[GW_TRIP_AGAIN_DIFFERS] = {"again-differs", true},
};

const char *gw_trip_outcome_name(enum gw_trip_outcome outcome)
{
	return outcomes[outcome].name;
}

bool gw_trip_is_bad(enum gw_trip_outcome outcome)
{
	return outcomes[outcome].bad;
}

struct journey {
	struct gw_tripper *tripper;
	struct gw_arena *arena;
	struct gw_trip *trip;
	struct gw_rows_sums rows; /* before; none without a seed */
	bool lost;
};

static void snapshot_done(struct gw_snapshot *snapshot)
{
	gw_arena_done(&snapshot->arena);
	*snapshot = (struct gw_snapshot){0};
}

void gw_trip_forget(struct gw_tripper *tripper)
{
	snapshot_done(&tripper->before);
	snapshot_done(&tripper->after);
	snapshot_done(&tripper->back);
	snapshot_done(&tripper->again);
	gw_error_clear(&tripper->error);
	tripper->goes_on = false;
}

static bool take(struct gw_tripper *tripper, struct gw_snapshot *ret_snapshot,
		 struct gw_error **err)
{
	struct gw_ground *ground = &tripper->ground;

	return gw_schema_read(&ret_snapshot->arena, ground->shadow.conn, &ground->sides->read,
			      &ret_snapshot->schema, err);
}

/* What was seen last need not be looked at again. */
static bool begin(struct journey *journey, struct gw_error **err)
{
	struct gw_tripper *tripper = journey->tripper;
	struct gw_snapshot last = {0};
	bool goes_on = tripper->goes_on;

	if (goes_on) {
		last = tripper->after;
		tripper->after = (struct gw_snapshot){0};
	}
	gw_trip_forget(tripper);
	tripper->before = last;
	return (goes_on || take(tripper, &tripper->before, err)) &&
	       (tripper->seed.path == NULL ||
		gw_rows_sum_up(tripper->ground.shadow.conn, journey->arena, &tripper->before.schema,
			       &journey->rows, err));
}

/* Codes of errors that a migration is to blame for, and not the world around it. */
static const enum gw_code verdicts[] = {
	GW_E_STATEMENT,   GW_E_VERIFY,      GW_E_FOREIGN_KEYS,   GW_E_TRANSACTION_LOST,
	GW_E_SQL,         GW_E_PLACEHOLDER, GW_E_CLIENT_COMMAND, GW_E_FORMAT,
	GW_E_UNSUPPORTED, GW_E_PERMISSION,  GW_E_REFUSED,        GW_E_UNSETTLED,
};

static bool is_verdict(const struct gw_conn *conn, const struct gw_error *error)
{
	for (size_t i = 0; i < GW_COUNT(verdicts) && !conn->broken; i++) {
		if (error->code == verdicts[i])
			return true;
	}
	return false;
}

/* The first thing that goes wrong is what is told. */
static bool blame(struct journey *journey, enum gw_trip_outcome outcome)
{
	if (journey->trip->outcome != GW_TRIP_GOOD)
		return false;
	journey->trip->outcome = outcome;
	return true;
}

typedef bool go_fn(struct gw_ground *ground, size_t count, struct gw_error **err);

static bool go(struct journey *journey, go_fn *fn, enum gw_trip_outcome if_failed, bool *ret_went,
	       struct gw_error **err)
{
	struct gw_tripper *tripper = journey->tripper;
	struct gw_error *failure = NULL;

	*ret_went = fn(&tripper->ground, 1, &failure);
	if (*ret_went)
		return true;
	if (!is_verdict(tripper->ground.session.conn, failure)) {
		*err = failure;
		return false;
	}
	journey->lost = if_failed != GW_TRIP_DOWN_FAILED ||
			(failure->state != GW_STATE_UNTOUCHED &&
			 failure->state != GW_STATE_ROLLED_BACK);
	if (!blame(journey, if_failed)) {
		gw_error_free(failure);
		return true;
	}
	tripper->error = failure;
	journey->trip->error = failure;
	return true;
}

/* Whether it is as it should be; else that is to blame. */
static bool compare(struct journey *journey, const struct gw_snapshot *is,
		    const struct gw_snapshot *should, enum gw_trip_outcome outcome)
{
	struct gw_trip *trip = journey->trip;
	struct gw_schema_changes changes;

	gw_schema_diff(journey->arena, &is->schema, &should->schema, &changes);
	if (changes.list.n == 0)
		return true;
	if (blame(journey, outcome)) {
		trip->changes = changes;
		gw_schema_write(journey->arena, &trip->changes, &trip->script);
	}
	return false;
}

/* The schema is as it was: so are the tables. */
static bool compare_rows(struct journey *journey, struct gw_error **err)
{
	struct gw_tripper *tripper = journey->tripper;
	struct gw_rows_sums now;

	if (journey->rows.list.n == 0)
		return true;
	if (!gw_rows_sum_up(tripper->ground.shadow.conn, journey->arena, &tripper->before.schema,
			    &now, err))
		return false;
	for (size_t i = 0; i < now.list.n; i++) {
		const struct gw_rows_sum *was = &journey->rows.list.items[i];
		const struct gw_trip_rows rows = {
			.table = was->table,
			.before = was->count,
			.now = now.list.items[i].count,
		};

		if (!gw_rows_sum_eq(was, &now.list.items[i]))
			gw_vec_push(journey->arena, &journey->trip->rows, rows);
	}
	if (journey->trip->rows.n != 0)
		blame(journey, GW_TRIP_ROWS_DIFFER);
	return true;
}

static bool back_and_again(struct journey *journey, struct gw_error **err)
{
	struct gw_tripper *tripper = journey->tripper;
	bool went;

	if (!go(journey, gw_ground_down, GW_TRIP_DOWN_FAILED, &went, err))
		return false;
	if (!went)
		return true;
	if (!take(tripper, &tripper->back, err))
		return false;
	if (compare(journey, &tripper->back, &tripper->before, GW_TRIP_SCHEMA_DIFFERS) &&
	    !compare_rows(journey, err))
		return false;
	if (!go(journey, gw_ground_up, GW_TRIP_AGAIN_FAILED, &went, err))
		return false;
	if (!went)
		return true;
	if (!take(tripper, &tripper->again, err))
		return false;
	journey->lost = !compare(journey, &tripper->again, &tripper->after, GW_TRIP_AGAIN_DIFFERS);
	return true;
}

static bool there_and_back(struct journey *journey, struct gw_error **err)
{
	struct gw_tripper *tripper = journey->tripper;
	bool went;

	if (!go(journey, gw_ground_up, GW_TRIP_UP_FAILED, &went, err))
		return false;
	if (!went)
		return true;
	if (!take(tripper, &tripper->after, err))
		return false;
	/* It goes back along with versions only, never by itself. */
	if (journey->trip->migration->kind == GW_MIGRATION_REPEATABLE)
		return true;
	if (journey->trip->migration->sections[GW_DOWN].present)
		return back_and_again(journey, err);
	return blame(journey, GW_TRIP_NO_DOWN);
}

bool gw_trip_make(struct gw_tripper *tripper, struct gw_arena *arena,
		  const struct gw_migration *migration, struct gw_trip *ret_trip, bool *ret_lost,
		  struct gw_error **err)
{
	const struct gw_system *sys = tripper->ground.sides->sys;
	struct journey journey = {.tripper = tripper, .arena = arena, .trip = ret_trip};
	int64_t begun_us = sys->monotonic_us();

	*ret_trip = (struct gw_trip){.migration = migration};
	if (!begin(&journey, err) || !there_and_back(&journey, err))
		return false;
	ret_trip->elapsed_us = sys->monotonic_us() - begun_us;
	tripper->goes_on = !journey.lost;
	*ret_lost = journey.lost;
	return true;
}
