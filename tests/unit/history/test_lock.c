/* Waiting for the run lock, with an engine and a clock of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "history/lock.h"

/* What the engine, the clock and the listener do, and what they saw. */
static struct {
	int64_t now_us;
	int64_t free_at_us; /* the lock can be had from here on; INT64_MAX never */
	int64_t signal_at_us;
	bool broken; /* asking fails */
	bool holder_fails;
	struct gw_lock_holder holder;
	const char *key;
	size_t tries, told, unlocks, leases_ended;
	int64_t session_ended;
	int longest_sleep_ms;
	volatile sig_atomic_t signal;
} world;

static int64_t world_now(void)
{
	return world.now_us;
}

static void world_sleep(int ms)
{
	assert_true(ms > 0);
	world.longest_sleep_ms = GW_MAX(world.longest_sleep_ms, ms);
	world.now_us += ms * 1000;
	if (world.now_us >= world.signal_at_us)
		world.signal = 15;
}

static void world_random(void *bytes, size_t n)
{
	memset(bytes, (int)(world.tries * 37 % 256), n);
}

static bool world_try_lock(struct gw_conn *conn GW_UNUSED, const char *key, bool *ret_got,
			   struct gw_error **err)
{
	world.key = key;
	world.tries++;
	if (world.broken)
		return gw_fail(err, GW_E_CONNECTION_LOST, "lost");
	*ret_got = world.now_us >= world.free_at_us;
	return true;
}

static bool world_unlock(struct gw_conn *conn GW_UNUSED, const char *key, struct gw_error **err)
{
	world.key = key;
	world.unlocks++;
	return gw_fail(err, GW_E_SERVER, "nobody hears this");
}

static bool world_holder(struct gw_conn *conn GW_UNUSED, const char *key GW_UNUSED,
			 struct gw_arena *arena GW_UNUSED, struct gw_lock_holder *ret_holder,
			 struct gw_error **err)
{
	if (world.holder_fails)
		return gw_fail(err, GW_E_PERMISSION, "not for you");
	*ret_holder = world.holder;
	return true;
}

static bool world_end_session(struct gw_conn *conn GW_UNUSED, int64_t connection_id,
			      struct gw_error **err GW_UNUSED)
{
	world.session_ended = connection_id;
	return true;
}

static bool world_end_lease(struct gw_conn *conn GW_UNUSED, const char *key, struct gw_error **err)
{
	world.key = key;
	world.leases_ended++;
	return !world.broken || gw_fail(err, GW_E_CONNECTION_LOST, "lost");
}

static const struct gw_engine engine = {
	.try_lock = world_try_lock,
	.unlock = world_unlock,
	.lock_holder = world_holder,
	.end_session = world_end_session,
	.end_lease = world_end_lease,
};
static const struct gw_system sys = {
	.now_us = world_now,
	.monotonic_us = world_now,
	.sleep_ms = world_sleep,
	.random = world_random,
	.interrupted = &world.signal,
};
static struct gw_conn conn;

static int set_up(void **state GW_UNUSED)
{
	memset(&world, 0, sizeof(world));
	world.now_us = 1000000000;
	world.free_at_us = INT64_MAX;
	world.signal_at_us = INT64_MAX;
	conn = (struct gw_conn){.engine = &engine, .sys = &sys};
	return 0;
}

static void on_waiting(void *payload, const struct gw_lock_holder *holder, int64_t waited_us)
{
	assert_ptr_equal(payload, &world);
	assert_int_equal(holder->connection_id, world.holder.connection_id);
	/* At once, and then not more often than every five seconds. */
	assert_true(waited_us >= (int64_t)world.told * 5000000);
	world.told++;
}

static bool take(int64_t wait_ms, struct gw_error **err)
{
	return gw_lock_take(&conn, "app", wait_ms, on_waiting, &world, err);
}

static void test_is_free(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	world.free_at_us = 0;
	assert_true(take(0, &error));
	assert_int_equal(world.tries, 1);
	assert_int_equal(world.told, 0);
	assert_string_equal(world.key, "app");
	assert_true(gw_lock_take(&conn, NULL, 0, NULL, NULL, &error));
	assert_string_equal(world.key, "godwit");
}

static void test_comes_free(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	world.free_at_us = world.now_us + 12000000;
	assert_true(take(60000, &error));
	/* Not polled hard, and got soon after it is free. */
	assert_in_range(world.tries, 10, 40);
	assert_in_range(world.now_us - world.free_at_us, 0, 1500000);
	assert_int_equal(world.told, 3);
	assert_in_range(world.longest_sleep_ms, 500, 1500);
}

static void test_busy(void **state GW_UNUSED)
{
	static const int64_t waits_ms[] = {0, 1, 100, 7000};

	for (size_t i = 0; i < GW_COUNT(waits_ms); i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		int64_t start_us = world.now_us;

		world.told = 0;
		assert_false(take(waits_ms[i], &error));
		assert_int_equal(error->code, GW_E_LOCKED);
		assert_int_equal(error->state, GW_STATE_UNTOUCHED);
		assert_non_null(error->hint);
		assert_non_null(strstr(error->detail, "another session"));
		/* Not less than what was asked for, and not much more. */
		assert_in_range(world.now_us - start_us, waits_ms[i] * 1000,
				waits_ms[i] * 1000 + 1000);
	}
}

static void test_holder_is_named(void **state GW_UNUSED)
{
	static const struct {
		struct gw_lock_holder holder;
		const char *said;
	} cases[] = {
		{{.known = true, .connection_id = 42}, "held by session 42; waited"},
		{{.known = true,
		  .connection_id = 42,
		  .user = "ann",
		  .host = "10.0.0.7",
		  .application = "godwit up",
		  .since_us = 1000000000 - 180000000},
		 "held by session 42 of ann on 10.0.0.7, godwit up, since 3 minutes; waited"},
		{{.known = false, .connection_id = 42}, "held by another session; waited"},
		{{.known = true, .pid = 7, .host = "web", .has_lease = true, .lease_left_us = 1},
		 "held by process 7 on web; waited"},
		{{.known = true,
		  .pid = 7,
		  .host = "web",
		  .has_lease = true,
		  .lease_left_us = -120000000},
		 "held by process 7 on web, not heard of for a while: its lease ended 2 minutes "
		 "ago;"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;

		world.holder = cases[i].holder;
		assert_false(take(0, &error));
		if (strstr(error->detail, cases[i].said) == NULL)
			fail_msg("%s", error->detail);
	}
}

/* That nobody may say who it is, is no error of its own. */
static void test_holder_is_secret(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	world.holder_fails = true;
	assert_false(take(6000, &error));
	assert_int_equal(error->code, GW_E_LOCKED);
	assert_int_equal(world.told, 0);
}

static void test_interrupted(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	world.signal_at_us = world.now_us + 3000000;
	assert_false(take(60000, &error));
	assert_int_equal(error->code, GW_E_INTERRUPTED);
	assert_in_range(world.now_us - world.signal_at_us, 0, 1500000);
}

static void test_asking_fails(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	world.broken = true;
	assert_false(take(60000, &error));
	assert_int_equal(error->code, GW_E_CONNECTION_LOST);
	assert_int_equal(world.tries, 1);
}

static void test_release(void **state GW_UNUSED)
{
	gw_lock_release(&conn, "app");
	assert_int_equal(world.unlocks, 1);
	assert_string_equal(world.key, "app");
	conn.broken = true;
	gw_lock_release(&conn, "app");
	assert_int_equal(world.unlocks, 1);
}

static void test_break(void **state GW_UNUSED)
{
	static const struct gw_lock_holder session = {.known = true, .connection_id = 42};
	static const struct gw_lock_holder lease = {.known = true, .has_lease = true};
	static const struct gw_lock_holder both = {
		.known = true, .connection_id = 43, .has_lease = true};
	GW_ERROR_AUTO struct gw_error *error = NULL;

	assert_true(gw_lock_break(&conn, "app", &session, &error));
	assert_int_equal(world.session_ended, 42);
	assert_int_equal(world.leases_ended, 0);
	world.session_ended = 0;
	assert_true(gw_lock_break(&conn, "app", &lease, &error));
	assert_string_equal(world.key, "app");
	assert_int_equal(world.leases_ended, 1);
	assert_int_equal(world.session_ended, 0);
	assert_true(gw_lock_break(&conn, "app", &both, &error));
	assert_int_equal(world.leases_ended, 2);
	assert_int_equal(world.session_ended, 43);
	world.broken = true;
	assert_false(gw_lock_break(&conn, "app", &lease, &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_is_free, set_up),
		cmocka_unit_test_setup(test_comes_free, set_up),
		cmocka_unit_test_setup(test_busy, set_up),
		cmocka_unit_test_setup(test_holder_is_named, set_up),
		cmocka_unit_test_setup(test_holder_is_secret, set_up),
		cmocka_unit_test_setup(test_interrupted, set_up),
		cmocka_unit_test_setup(test_asking_fails, set_up),
		cmocka_unit_test_setup(test_release, set_up),
		cmocka_unit_test_setup(test_break, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
