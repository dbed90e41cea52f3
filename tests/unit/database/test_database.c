/* What is said when whole databases cannot be copied, by an engine that does as it is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "database/database.h"

/* What fails, and which state its error has. */
static struct {
	bool clone, wake, in_use;
	enum gw_state state;
	const char *state_text;
} trouble;

static bool exists(const struct gw_databases *at GW_UNUSED, const char *name, bool *ret_exists,
		   struct gw_error **err GW_UNUSED)
{
	*ret_exists = strcmp(name, "new") != 0;
	return true;
}

static bool sessions(const struct gw_databases *at, const char *name GW_UNUSED,
		     struct gw_database_sessions *ret_sessions, struct gw_error **err GW_UNUSED)
{
	*ret_sessions = (struct gw_database_sessions){0};
	if (trouble.in_use)
		gw_vec_push(at->arena, &ret_sessions->list, "session 42");
	return true;
}

static bool drop(const struct gw_databases *at GW_UNUSED, const char *name GW_UNUSED,
		 bool force GW_UNUSED, struct gw_error **err GW_UNUSED)
{
	return true;
}

static bool clone(const struct gw_databases *at GW_UNUSED, const char *from GW_UNUSED,
		  const char *to GW_UNUSED, struct gw_error **err)
{
	if (!trouble.clone)
		return true;
	gw_fail(err, GW_E_SERVER, "no");
	if (trouble.state_text != NULL)
		gw_error_state(*err, trouble.state, "%s", trouble.state_text);
	else
		gw_error_state(*err, trouble.state, NULL);
	return false;
}

static bool wake(const struct gw_databases *at GW_UNUSED, const char *name GW_UNUSED,
		 struct gw_error **err)
{
	return !trouble.wake || gw_fail(err, GW_E_SERVER, "no");
}

static const struct gw_databases_engine databases = {
	.exists = exists,
	.sessions = sessions,
	.drop = drop,
	.clone = clone,
	.wake = wake,
};
static const struct gw_engine engine = {.label = "Toy", .databases = &databases};

static struct gw_arena arena;
static struct gw_system sys;
static volatile sig_atomic_t interrupted;
static struct gw_databases at;

static int setup(void **state GW_UNUSED)
{
	memset(&trouble, 0, sizeof(trouble));
	interrupted = 0;
	sys = gw_system_default;
	sys.interrupted = &interrupted;
	at = (struct gw_databases){.arena = &arena, .sys = &sys, .engine = &engine};
	return 0;
}

static int teardown(void **state GW_UNUSED)
{
	gw_arena_done(&arena);
	return 0;
}

static void test_replace_tells_what_is_left(void **state GW_UNUSED)
{
	static const struct {
		const char *to;
		enum gw_state state;
		const char *state_text;
		enum gw_state after;
		const char *text;
	} cases[] = {
		{"old", GW_STATE_UNTOUCHED, "nothing was copied", GW_STATE_PARTIAL,
		 "old was dropped; it is not there again; backup is as it was"},
		{"old", GW_STATE_PARTIAL, "a part of the copy is in old", GW_STATE_PARTIAL,
		 "old was dropped; a part of the copy is in old; backup is as it was"},
		{"new", GW_STATE_UNTOUCHED, NULL, GW_STATE_UNTOUCHED, NULL},
		{"new", GW_STATE_PARTIAL, "a part of the copy is in new", GW_STATE_PARTIAL,
		 "a part of the copy is in new"},
	};

	trouble.clone = true;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;

		trouble.state = cases[i].state;
		trouble.state_text = cases[i].state_text;
		assert_false(gw_database_replace(&at, "backup", cases[i].to, false, &error));
		assert_int_equal(error->state, cases[i].after);
		if (cases[i].text != NULL)
			assert_string_equal(gw_error_state_text(error), cases[i].text);
		assert_string_equal(error->hint, "Correct what the message says, and run the "
						 "command again.");
	}
}

static void test_what_does_not_wake_has_a_next_step(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	trouble.wake = true;
	assert_false(gw_database_clone(&at, "app", "new", &error));
	assert_int_equal(error->state, GW_STATE_PARTIAL);
	assert_non_null(strstr(error->hint, "`godwit db drop new`"));
	gw_error_clear(&error);
	assert_false(gw_database_replace(&at, "backup", "app", false, &error));
	assert_non_null(strstr(gw_error_state_text(error), "not all of its events are enabled"));
	assert_non_null(strstr(error->hint, "run the command again"));
}

static void test_who_interrupts_is_not_told_of_others(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	bool dropped;

	trouble.in_use = true;
	interrupted = SIGINT;
	assert_false(gw_database_drop(&at, "app", false, &dropped, &error));
	assert_int_equal(error->code, GW_E_INTERRUPTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_replace_tells_what_is_left, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_does_not_wake_has_a_next_step, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_who_interrupts_is_not_told_of_others, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
