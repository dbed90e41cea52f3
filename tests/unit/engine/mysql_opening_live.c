/*
 * The first flight to a live MySQL or MariaDB: the lock and questions of the caller, asked with our own.
 */
#include "mysql_server.h"
#include "opening.h"

static const char key[] = "k";
/* The first takes a while, so that there is one to use. */
static const char *const questions[] = {"SELECT CONNECTION_ID() + SLEEP(0.1)",
					"SELECT @@autocommit", NULL};

static void opening_open(struct opening *opening, const char *lock_key, const char *const *asked)
{
	struct live live = {0};
	struct gw_url url = server_url(&live);

	opening_connect(opening, &gw_module_mysql, &url, lock_key, asked);
	if (opening->conn == NULL) {
		fail_msg("%s", opening->err->message);
		abort();
	}
	live_done(&live);
}

/* The lock has the name that it has when it is asked for alone, and is held once. */
static void test_lock(void **state GW_UNUSED)
{
	struct opening opening = {0};
	struct live other = {0};

	open_db(&other);
	opening_open(&opening, key, questions);
	assert_true(opening.conn->has_lock);
	assert_int_equal(opening.replies, 2);
	assert_int_equal(opening.meanwhiles, 1);
	assert_string_equal(
		opening.answers[0].p,
		gw_format(&opening.arena, "%lld", (long long)opening.conn->info.connection_id));
	assert_string_equal(opening.answers[1].p, "1");
	assert_false(opening_try_lock(other.conn, key));
	opening_unlock(opening.conn, key);
	assert_true(opening_try_lock(other.conn, key));
	opening_done(&opening);
	live_done(&other);
}

/* Asking for it again, as one may, does not make two of it. */
static void test_lock_again(void **state GW_UNUSED)
{
	struct opening opening = {0};
	struct live other = {0};

	open_db(&other);
	opening_open(&opening, key, questions);
	assert_true(opening_try_lock(opening.conn, key));
	opening_unlock(opening.conn, key);
	assert_true(opening_try_lock(other.conn, key));
	opening_done(&opening);
	live_done(&other);
}

static void test_questions_alone(void **state GW_UNUSED)
{
	struct opening opening = {0};
	struct live other = {0};

	open_db(&other);
	opening_open(&opening, NULL, questions);
	assert_false(opening.conn->has_lock);
	assert_int_equal(opening.replies, 2);
	assert_true(opening_try_lock(other.conn, key));
	opening_done(&opening);
	live_done(&other);
}

static void test_held_by_another(void **state GW_UNUSED)
{
	struct opening opening = {0};
	struct live other = {0};

	open_db(&other);
	assert_true(opening_try_lock(other.conn, key));
	opening_open(&opening, key, questions);
	assert_false(opening.conn->has_lock);
	assert_int_equal(opening.replies, 0);
	opening_unlock(other.conn, key);
	assert_true(opening_try_lock(opening.conn, key));
	opening_done(&opening);
	live_done(&other);
}

/* A question that fails takes nothing with it. */
static void test_failing_question(void **state GW_UNUSED)
{
	static const char *const wrong[] = {"SELECT 'fine'", "SELECT nothing", NULL};
	struct opening opening = {0};
	struct live other = {0};

	open_db(&other);
	opening_open(&opening, key, wrong);
	assert_true(opening.conn->has_lock);
	assert_int_equal(opening.replies, 1);
	assert_true(gw_my(opening.conn)->packet_bytes != 0);
	assert_false(opening_try_lock(other.conn, key));
	opening_done(&opening);
	live_done(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_lock),
		LIVE(test_lock_again),
		LIVE(test_questions_alone),
		LIVE(test_held_by_another),
		LIVE(test_failing_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
