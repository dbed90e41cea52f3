/*
 * All trips, in the order of a first run, and new ground where one was lost.
 */
#include "roundtrip/roundtrip_int.h"

struct trips {
	const struct gw_round_trips *request;
	struct gw_arena *arena;
	struct gw_tripper tripper;
	struct gw_plan order; /* of a run on an empty database */
	bool *tested; /* for each step of it */
	size_t done; /* steps that the ground has */
};

static bool fail_passed_over(const char *key, struct gw_error **err)
{
	gw_fail(err, GW_E_NO_VERSION, "a first run on an empty database passes over %s", key);
	gw_error_hint(*err, "It is for another environment, or a baseline stands for it; "
			    "`godwit plan` on an empty database shows what would run.");
	return false;
}

static bool choose(struct trips *trips, const struct gw_history *history, const char *text,
		   struct gw_error **err)
{
	const char *key;

	if (!gw_plan_find_key(trips->tripper.ground.session.source, history, text, &key, err))
		return false;
	for (size_t i = 0; i < trips->order.steps.n; i++) {
		if (strcmp(trips->order.steps.items[i].key, key) != 0)
			continue;
		trips->tested[i] = true;
		return true;
	}
	return fail_passed_over(key, err);
}

static bool plan(struct trips *trips, struct gw_error **err)
{
	const struct gw_round_trips *request = trips->request;
	struct gw_ground *ground = &trips->tripper.ground;
	const struct gw_plan_request all = gw_session_plan_request(&ground->session, GW_GOAL_UP);
	struct gw_history *history;

	if (!gw_ground_plan(ground, trips->arena, &all, &history, &trips->order, err))
		return false;
	trips->tested = gw_new_array(trips->arena, bool, trips->order.steps.n + 1);
	for (size_t i = 0; i < trips->order.steps.n; i++)
		trips->tested[i] = request->all;
	for (size_t i = 0; i < request->nkeys; i++) {
		if (!choose(trips, history, request->keys[i], err))
			return false;
	}
	return true;
}

/* How many steps from the next one on are of no interest. */
static size_t count_untested(const struct trips *trips)
{
	size_t n = 0;

	while (trips->done + n < trips->order.steps.n && !trips->tested[trips->done + n])
		n++;
	return n;
}

/* Whether anything from the next step on is to be tested. */
static bool has_more(const struct trips *trips)
{
	return trips->done + count_untested(trips) < trips->order.steps.n;
}

static bool sow(struct trips *trips, struct gw_error **err)
{
	return gw_seed_run(&trips->tripper.seed, &trips->tripper.ground.shadow, err);
}

/* Applies steps that are not looked at; one by one where the seed may have something to say. */
static bool pass(struct trips *trips, size_t count, struct gw_error **err)
{
	struct gw_tripper *tripper = &trips->tripper;
	size_t stride = tripper->seed.path != NULL ? 1 : count;

	if (count == 0)
		return true;
	tripper->goes_on = false;
	for (; count != 0; count -= stride) {
		if (!gw_ground_up(&tripper->ground, stride, err) || !sow(trips, err))
			return false;
		trips->done += stride;
	}
	return true;
}

/* New ground, up to where the old one should be. */
static bool replace_ground(struct trips *trips, struct gw_error **err)
{
	struct gw_tripper *tripper = &trips->tripper;
	size_t count = trips->done;

	gw_ground_close(&tripper->ground);
	gw_seed_rewind(&tripper->seed);
	trips->done = 0;
	return gw_ground_open(&tripper->ground, trips->request->sides, err) && sow(trips, err) &&
	       pass(trips, count, err);
}

/* *ret_end: nothing after it can be tested. */
static bool test_next(struct trips *trips, bool *ret_end, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_step *step = &trips->order.steps.items[trips->done];
	struct gw_trip trip;
	bool lost;

	if (!gw_trip_make(&trips->tripper, &arena, step->migration, &trip, &lost, err))
		return false;
	trips->request->tell(trips->request->payload, &trip);
	*ret_end = trip.outcome == GW_TRIP_UP_FAILED;
	if (*ret_end)
		return true;
	trips->done++;
	return lost && has_more(trips) ? replace_ground(trips, err) : sow(trips, err);
}

static bool test_all(struct trips *trips, struct gw_error **err)
{
	struct gw_seed *seed = &trips->tripper.seed;
	bool end = false;

	if (!sow(trips, err))
		return false;
	while (!end && has_more(trips)) {
		if (!pass(trips, count_untested(trips), err) || !test_next(trips, &end, err))
			return false;
	}
	if (end || seed->error == NULL)
		return true;
	*err = seed->error;
	seed->error = NULL;
	return false;
}

bool gw_round_trip(const struct gw_round_trips *request, struct gw_error **err)
{
	struct trips trips = {.request = request, .arena = request->sides->arena};
	struct gw_tripper *tripper = &trips.tripper;
	bool ok;

	ok = gw_ground_open(&tripper->ground, request->sides, err) &&
	     gw_seed_open(&tripper->seed, request->seed, tripper->ground.session.engine->dialect,
			  err) &&
	     plan(&trips, err) && test_all(&trips, err);
	if (!ok)
		gw_error_state(*err, GW_STATE_UNTOUCHED, "nothing but shadows was written to");
	gw_trip_forget(tripper);
	gw_seed_close(&tripper->seed);
	gw_ground_close(&tripper->ground);
	return ok;
}
