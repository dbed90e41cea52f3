/*
 * The lease on a live Galera cluster of two nodes: GODWIT_TEST_MYSQL_URL is the first,
 * GODWIT_TEST_MYSQL_OTHER_URL the second. Leases are short here.
 */
#include "mysql_server.h"
#include "opening.h"

#include <sys/wait.h>
#include <unistd.h>

enum { SHORT_MS = 1500 };

static void open_url(struct live *live, const char *variable, const char *name)
{
	const char *text = getenv(variable);
	struct gw_url url = {0};

	if (text == NULL)
		fail_msg("%s is not set", variable);
	assert_true(gw_url_parse(&live->arena, gw_view_of(text), &url, &live->err));
	url.database = name;
	if (!live_connect_url(live, &gw_module_mysql, &url, false))
		fail_msg("%s", live->err->message);
	gw_my(live->conn)->lease.duration_ms = SHORT_MS;
}

static void open_here(struct live *live)
{
	open_url(live, "GODWIT_TEST_MYSQL_URL", database);
}

static void open_there(struct live *live)
{
	open_url(live, "GODWIT_TEST_MYSQL_OTHER_URL", database);
}

/* The second node has applied what the first one did. */
static int set_up_both(void **state)
{
	struct live there = {0};

	set_up(state);
	open_url(&there, "GODWIT_TEST_MYSQL_OTHER_URL", NULL);
	live_must(&there, "SELECT 1");
	live_done(&there);
	return 0;
}

static bool try_lock(struct live *live)
{
	bool got = false;

	if (!gw_module_mysql.try_lock(live->conn, "k", &got, &live->err))
		fail_msg("%s", live->err->message);
	return got;
}

static void unlock(struct live *live)
{
	if (!gw_module_mysql.unlock(live->conn, "k", &live->err))
		fail_msg("%s", live->err->message);
}

/* How long it takes until the lock can be had. */
static int64_t wait_for_lock(struct live *live)
{
	int64_t start_ms = live_now_ms();

	while (!try_lock(live)) {
		assert_true(live_now_ms() - start_ms < 60 * 1000);
		usleep(20 * 1000);
	}
	return live_now_ms() - start_ms;
}

/* Nobody has it, though one of the nodes may hear of that a moment later. */
static void must_lock(struct live *live)
{
	(void)wait_for_lock(live);
}

/* A number as it is on this node when all that was committed on the other one is there. */
static int64_t number_on(struct live *live, const char *sql)
{
	assert_true(gw_my_see_commits(gw_my(live->conn), true, &live->err));
	return live_number(live, sql);
}

static struct gw_lock_holder holder_seen_by(struct live *live)
{
	struct gw_lock_holder holder = {0};

	if (!gw_module_mysql.lock_holder(live->conn, "k", &live->arena, &holder, &live->err))
		fail_msg("%s", live->err->message);
	return holder;
}

static void take_away(struct live *live)
{
	if (!gw_module_mysql.end_lease(live->conn, "k", &live->err))
		fail_msg("%s", live->err->message);
}

/* The same number on another node is another session. */
static void test_sessions(void **state GW_UNUSED)
{
	struct live here = {0}, again = {0}, there = {0};
	int64_t start_us;

	open_here(&here);
	open_here(&again);
	open_there(&there);
	start_us = here.conn->info.session_start_us;
	assert_true(start_us > 0);
	assert_int_equal(again.conn->info.session_start_us, start_us);
	assert_true(llabs(there.conn->info.session_start_us - start_us) > 3600 * 1000000LL);
	live_done(&there);
	live_done(&again);
	live_done(&here);
}

static void test_one_of_two(void **state GW_UNUSED)
{
	struct live here = {0}, there = {0};

	open_here(&here);
	open_there(&there);
	must_lock(&here);
	assert_true(try_lock(&here)); /* it is ours already */
	for (int i = 0; i < 3; i++)
		assert_false(try_lock(&there));
	unlock(&here);
	must_lock(&there);
	assert_false(try_lock(&here));
	unlock(&there);
	must_lock(&here);
	unlock(&here);
	live_done(&there);
	live_done(&here);
}

/* Connecting takes GET_LOCK along, not the lease; both are given back as one lock. */
static void test_opening(void **state GW_UNUSED)
{
	static const char *const questions[] = {"SELECT 1", NULL};
	struct opening opening = {0};
	struct live here = {0}, there = {0};
	struct gw_url url;

	open_here(&here);
	open_there(&there);
	url = server_url(&here);
	opening_connect(&opening, &gw_module_mysql, &url, "k", questions);
	assert_non_null(opening.conn);
	assert_false(opening.conn->has_lock);
	assert_int_equal(opening.replies, 0);
	assert_false(try_lock(&here));
	assert_true(opening_try_lock(opening.conn, "k"));
	assert_false(try_lock(&there));
	opening_unlock(opening.conn, "k");
	must_lock(&here);
	unlock(&here);
	opening_done(&opening);
	live_done(&there);
	live_done(&here);
}

static void test_holder(void **state GW_UNUSED)
{
	struct live here = {0}, there = {0};
	struct gw_lock_holder holder;

	open_here(&here);
	open_there(&there);
	assert_false(holder_seen_by(&there).known);
	must_lock(&here);
	holder = holder_seen_by(&there);
	assert_true(holder.known && holder.has_lease);
	assert_int_equal(holder.pid, getpid());
	assert_int_equal(holder.connection_id, 0);
	assert_non_null(holder.host);
	assert_in_range(gw_system_default.now_us() - holder.since_us, 0, 10 * 1000 * 1000);
	assert_in_range(holder.lease_left_us, 1, SHORT_MS * 1000);
	holder = holder_seen_by(&here);
	assert_int_equal(holder.connection_id, here.conn->info.connection_id);
	assert_int_equal(holder.pid, getpid());
	unlock(&here);
	assert_false(holder_seen_by(&there).known);
	live_done(&there);
	live_done(&here);
}

/* Nobody gave it back: it ends by itself on another node, and at once on the same. */
static void test_dead_holder(void **state GW_UNUSED)
{
	struct live here = {0}, again = {0}, there = {0};
	int64_t waited_ms;

	open_here(&here);
	open_here(&again);
	open_there(&there);
	must_lock(&here);
	live_done(&here);
	assert_true(wait_for_lock(&again) < SHORT_MS / 2);
	live_done(&again);
	assert_false(try_lock(&there));
	waited_ms = wait_for_lock(&there);
	assert_in_range(waited_ms, SHORT_MS / 2, SHORT_MS + 500);
	unlock(&there);
	live_done(&there);
}

/* What has run out is watched all the same before it is taken: its holder may be held up. */
static void test_watched(void **state GW_UNUSED)
{
	struct live here = {0}, there = {0};

	open_here(&here);
	open_there(&there);
	must_lock(&here);
	usleep((SHORT_MS + 300) * 1000);
	assert_false(try_lock(&there));
	assert_in_range(wait_for_lock(&there), SHORT_MS / 2 - 50, SHORT_MS);
	unlock(&there);
	live_done(&there);
	live_done(&here);
}

struct waiter {
	struct live *live;
	bool got;
	size_t tries;
};

static void try_while_waiting(void *payload)
{
	struct waiter *waiter = payload;

	waiter->tries++;
	waiter->got |= try_lock(waiter->live);
}

static void test_heart(void **state GW_UNUSED)
{
	struct live here = {0}, there = {0};
	struct waiter waiter = {.live = &there};

	open_here(&here);
	open_there(&there);
	must_lock(&here);
	here.conn->waiting = try_while_waiting;
	here.conn->waiting_payload = &waiter;
	live_must(&here, "SELECT SLEEP(4)");
	assert_true(waiter.tries > 10);
	assert_false(waiter.got);
	/* Between statements that are short, too. */
	here.conn->waiting = NULL;
	for (int i = 0; i < 150; i++) {
		live_must(&here, "SELECT SLEEP(0.02)");
		assert_false(try_lock(&there));
	}
	unlock(&here);
	must_lock(&there);
	unlock(&there);
	live_done(&there);
	live_done(&here);
}

/* An open transaction, even one that has passed its fence, is not in the way of a renewal. */
static void test_heart_beside_transaction(void **state GW_UNUSED)
{
	struct live here = {0}, there = {0};
	struct waiter waiter = {.live = &there};

	open_here(&here);
	open_there(&there);
	live_must(&here, "CREATE TABLE t (a INT PRIMARY KEY) ENGINE = InnoDB");
	live_must(&here, "CREATE PROCEDURE p() INSERT INTO t VALUES (1)");
	must_lock(&here);
	here.conn->waiting = try_while_waiting;
	here.conn->waiting_payload = &waiter;
	if (!live_run(&here, "START TRANSACTION", "CALL p()", "SELECT SLEEP(3)", "COMMIT"))
		fail_msg("%s", here.err->message);
	assert_false(waiter.got);
	assert_int_equal(number_on(&there, "SELECT COUNT(*) FROM t"), 1);
	unlock(&here);
	live_done(&there);
	live_done(&here);
}

/* The sessions of the first node that neither of these two is. */
static void kill_hearts(struct live *killer, int64_t holder_id)
{
	live_must(killer,
		  gw_format(&killer->arena,
			    "SELECT id FROM information_schema.PROCESSLIST WHERE "
			    "db = 'godwit_engine_live' AND id NOT IN (%lld, CONNECTION_ID())",
			    (long long)holder_id));
	for (size_t i = 0; i < killer->rows.nrows; i++) {
		int64_t id = gw_cell_int(&killer->rows, i, 0);

		assert_true(gw_module_mysql.end_session(killer->conn, id, &killer->err));
	}
}

struct killer {
	struct waiter waiter;
	struct live *live;
	int64_t holder_id;
};

static void kill_and_try(void *payload)
{
	struct killer *killer = payload;

	kill_hearts(killer->live, killer->holder_id);
	try_while_waiting(&killer->waiter);
}

/* It comes back: as long as one beat in the duration gets through, the lease stays. */
static void test_heart_is_killed(void **state GW_UNUSED)
{
	struct live here = {0}, there = {0}, other = {0};
	struct killer killer = {.waiter.live = &there, .live = &other};

	open_here(&here);
	open_here(&other);
	open_there(&there);
	gw_my(here.conn)->lease.duration_ms = 6 * 1000;
	must_lock(&here);
	killer.holder_id = here.conn->info.connection_id;
	live_must(&here, "SELECT SLEEP(3)");
	kill_hearts(&other, killer.holder_id);
	here.conn->waiting = try_while_waiting;
	here.conn->waiting_payload = &killer.waiter;
	live_must(&here, "SELECT SLEEP(8)");
	assert_false(killer.waiter.got);
	/* And if none does, it ends. */
	here.conn->waiting = kill_and_try;
	here.conn->waiting_payload = &killer;
	gw_my(here.conn)->lease.next_beat_us = 0;
	live_must(&here, "SELECT SLEEP(9)");
	assert_true(killer.waiter.got);
	live_fails(&here, "CREATE TABLE t (a INT)", GW_E_LOCK_LOST);
	unlock(&there);
	live_done(&other);
	live_done(&there);
	live_done(&here);
}

/* A beat that is held up holds up nothing: not the next statement, not the end. */
static void test_beat_is_held_up(void **state GW_UNUSED)
{
	struct live here = {0}, other = {0};
	int64_t start_ms;

	open_here(&here);
	open_here(&other);
	must_lock(&here);
	assert_true(live_run(&other, "START TRANSACTION", "SELECT * FROM godwit_lock FOR UPDATE"));
	live_must(&here, "SELECT SLEEP(1.5)");
	assert_int_equal(gw_my(here.conn)->lease.heart.state, GW_MY_HEART_BEATING);
	start_ms = live_now_ms();
	live_must(&here, "SELECT SLEEP(0.2)");
	live_must(&here, "SELECT 1");
	live_done(&here);
	assert_true(live_now_ms() - start_ms < 1000);
	live_must(&other, "ROLLBACK");
	live_done(&other);
}

static void make_objects(struct live *live)
{
	live_must(live, "CREATE TABLE t (a INT PRIMARY KEY) ENGINE = InnoDB");
	live_must(live, "CREATE PROCEDURE p() BEGIN SELECT 1; INSERT INTO t VALUES (7); END");
}

static void assert_lost(struct live *live, size_t failed)
{
	if (live->err == NULL || live->err->code != GW_E_LOCK_LOST)
		fail_msg("%s", live->err != NULL ? live->err->message : "it worked");
	assert_int_equal(live->failed, failed);
	assert_int_equal(live->replies, failed);
}

static void test_lost(void **state GW_UNUSED)
{
	static const char *const writes[] = {
		"INSERT INTO t VALUES (1)",
		"CREATE TABLE u (a INT)",
		"CALL p()",
		"BEGIN NOT ATOMIC INSERT INTO t VALUES (2); END",
		"LOCK TABLES t WRITE",
		"ANALYZE TABLE t",
	};
	struct live here = {0}, there = {0};

	open_here(&here);
	open_there(&there);
	make_objects(&here);
	must_lock(&here);
	take_away(&there);
	for (size_t i = 0; i < GW_COUNT(writes); i++) {
		assert_false(live_run_list(&here, &writes[i], 1));
		assert_lost(&here, 0);
	}
	assert_false(live_run(&here, "START TRANSACTION", "INSERT INTO t VALUES (3)", "COMMIT"));
	assert_lost(&here, 2);
	/* Reading and cleaning up go on. */
	live_must(&here, "ROLLBACK");
	live_must(&here, "SET @a = 1");
	assert_int_equal(live_number(&here, "SELECT COUNT(*) FROM t"), 0);
	assert_int_equal(live_number(&here, "SELECT COUNT(*) FROM information_schema.TABLES "
					    "WHERE TABLE_NAME = 'u'"),
			 0);
	must_lock(&there);
	unlock(&here);
	assert_false(try_lock(&here));
	unlock(&there);
	live_done(&there);
	live_done(&here);
}

/* The fence is passed, and before the COMMIT comes, the lease changes hands on the other node. */
static void test_lost_under_way(void **state GW_UNUSED)
{
	const struct gw_request commit = {.sql = GW_VIEW("COMMIT")};
	struct live here = {0}, there = {0};
	size_t failed;

	open_here(&here);
	open_there(&there);
	make_objects(&here);
	must_lock(&here);
	if (!live_run(&here, "START TRANSACTION", "INSERT INTO t VALUES (3)", "CALL p()"))
		fail_msg("%s", here.err->message);
	wait_for_lock(&there);
	assert_false(gw_my_run_list(gw_my(here.conn), &commit, 1, &here.arena, NULL, NULL, &failed,
				    &here.err));
	assert_true(here.err->server->retryable);
	live_must(&here, "ROLLBACK");
	assert_int_equal(number_on(&there, "SELECT COUNT(*) FROM t"), 0);
	unlock(&there);
	live_done(&there);
	live_done(&here);
}

/* Fences are not seen by the caller, whatever travels with them. */
static void test_replies(void **state GW_UNUSED)
{
	GW_STR_AUTO struct gw_str large = {0};
	struct live here = {0};

	open_here(&here);
	make_objects(&here);
	must_lock(&here);
	if (!live_run(&here, "INSERT INTO t VALUES (1), (2)", "CALL p()", "DELETE FROM t",
		      "USE mysql", "CREATE TABLE godwit_engine_live.u (a INT)",
		      "USE godwit_engine_live", "LOCK TABLES t WRITE", "INSERT INTO t VALUES (4)",
		      "INSERT INTO t VALUES (5)", "UNLOCK TABLES", "INSERT INTO t VALUES (6)"))
		fail_msg("%s", here.err->message);
	assert_int_equal(here.replies, 11);
	assert_int_equal(live_number(&here, "SELECT SUM(a) FROM t"), 15);
	/* Under locks in one list, and on in the next. */
	live_must(&here, "LOCK TABLES t WRITE");
	live_must(&here, "INSERT INTO t VALUES (10)");
	live_must(&here, "UNLOCK TABLES");
	assert_false(live_run(&here, "INSERT INTO t VALUES (20)", "INSERT INTO t VALUES (20)",
			      "INSERT INTO t VALUES (21)"));
	assert_int_equal(here.failed, 1);
	assert_int_equal(here.replies, 1);
	assert_int_equal(here.err->server->number, 1062);
	here.stop_at = 0;
	assert_false(live_run(&here, "INSERT INTO t VALUES (30)", "CALL p()"));
	assert_int_equal(here.err->code, GW_E_VERIFY);
	here.stop_at = GW_NOWHERE;
	live_must(&here, "CREATE TABLE large (a LONGTEXT) ENGINE = InnoDB");
	gw_str_puts(&large, "INSERT INTO large VALUES ('");
	for (size_t i = 0; i < 2 * 1024 * 1024; i++)
		gw_str_putc(&large, 'x');
	gw_str_puts(&large, "')");
	live_must(&here, gw_str_text(&large));
	assert_int_equal(here.affected, 1);
	assert_int_equal(live_number(&here, "SELECT LENGTH(a) FROM large"), 2 * 1024 * 1024);
	unlock(&here);
	live_done(&here);
}

/* In one text with what it stands in front of: nothing can come between. */
static void test_fence_is_not_parted(void **state GW_UNUSED)
{
	struct live here = {0};
	struct gw_my_conn *conn;
	GW_MY_BATCH_AUTO struct gw_my_batch batch = {0};

	open_here(&here);
	must_lock(&here);
	conn = gw_my(here.conn);
	const struct gw_request requests[] = {
		{.sql = GW_VIEW("SELECT 1")},
		{.sql = gw_view_of(conn->lease.fence_sql)},
		{.sql = GW_VIEW("CALL p()")},
		{.sql = GW_VIEW("SELECT 2")},
		{.sql = gw_view_of(conn->lease.fence_sql)},
		{.sql = GW_VIEW("DROP TABLE t")},
	};
	static const size_t starts[] = {0, 1, 3, GW_COUNT(requests)};

	for (size_t i = 0; i + 1 < GW_COUNT(starts); i++) {
		gw_my_batch_fill(conn, requests, GW_COUNT(requests), starts[i], &batch);
		assert_int_equal(batch.first + batch.count, starts[i + 1]);
		assert_int_equal(batch.open_ended, i < 2);
	}
	unlock(&here);
	live_done(&here);
}

/* Whatever a script did to its session. */
static void test_in_any_mode(void **state GW_UNUSED)
{
	static const char *const settings[] = {
		"SET sql_mode = ''",
		"SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
		"SET sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY', sql_safe_updates = 1",
		"SET NAMES latin1",
		"SET timestamp = 1",
		"SET foreign_key_checks = 0, unique_checks = 0",
		"SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
		"USE mysql",
	};

	for (size_t i = 0; i < GW_COUNT(settings); i++) {
		struct live here = {0}, there = {0};

		open_here(&here);
		open_there(&there);
		live_must(&here, "CREATE OR REPLACE TABLE t (a INT PRIMARY KEY) ENGINE = InnoDB");
		must_lock(&here);
		live_must(&here, settings[i]);
		live_must(&here, "INSERT INTO godwit_engine_live.t VALUES (1)");
		take_away(&there);
		live_fails(&here, "INSERT INTO godwit_engine_live.t VALUES (2)", GW_E_LOCK_LOST);
		unlock(&here);
		must_lock(&there);
		unlock(&there);
		live_done(&there);
		live_done(&here);
	}
}

static void test_planted(void **state GW_UNUSED)
{
	static const char *const plants[] = {
		"CREATE TABLE godwit_lock (name INT) ENGINE = MyISAM",
		"CREATE VIEW godwit_lock AS SELECT 1 AS name",
	};

	for (size_t i = 0; i < GW_COUNT(plants); i++) {
		struct live here = {0};
		bool got;

		open_here(&here);
		live_must(&here, plants[i]);
		assert_false(gw_module_mysql.try_lock(here.conn, "k", &got, &here.err));
		assert_int_equal(here.err->code, GW_E_METADATA);
		live_must(&here, i == 0 ? "DROP TABLE godwit_lock" : "DROP VIEW godwit_lock");
		live_done(&here);
	}
}

/* Somebody dropped our table after we had seen it: it is made again. */
static void test_table_is_dropped(void **state GW_UNUSED)
{
	struct live here = {0}, there = {0};

	open_here(&here);
	open_there(&there);
	must_lock(&there);
	unlock(&there);
	live_must(&here, "DROP TABLE godwit_lock");
	assert_int_equal(number_on(&there, "SELECT 1"), 1);
	assert_true(try_lock(&there));
	assert_int_equal(number_on(&here, "SELECT COUNT(*) FROM godwit_lock"), 2);
	unlock(&there);
	live_done(&there);
	live_done(&here);
}

enum { GOT_NOTHING, GOT_IT, GOT_AN_ERROR };

/* In a process of its own, where a test cannot fail. */
static int got_in_child(struct live *live)
{
	bool got = false;

	if (!gw_module_mysql.try_lock(live->conn, "k", &got, &live->err)) {
		print_error("%s\n", live->err->message);
		return GOT_AN_ERROR;
	}
	return got ? GOT_IT : GOT_NOTHING;
}

/* The table is made by whoever comes first, and the lease has one winner. */
static void test_races(void **state GW_UNUSED)
{
	struct live here = {0}, there = {0};

	open_here(&here);
	open_there(&there);
	for (int i = 0; i < 50; i++) {
		pid_t child;
		bool ours;
		int status;

		if (i % 10 == 0)
			live_must(&here, "DROP TABLE IF EXISTS godwit_lock");
		gw_my(here.conn)->lease.has_table = gw_my(there.conn)->lease.has_table = false;
		child = fork();
		assert_true(child >= 0);
		if (child == 0)
			_exit(got_in_child(&there));
		ours = try_lock(&here);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_not_equal(WEXITSTATUS(status), GOT_AN_ERROR);
		/* Nobody may have got it, when each was held up by the other. */
		assert_true(!ours || WEXITSTATUS(status) == GOT_NOTHING);
		take_away(&here);
		live_done(&there);
		there = (struct live){0};
		open_there(&there);
		if (ours)
			unlock(&here);
	}
	live_done(&there);
	live_done(&here);
}

/* The heart is not in the way of a signal. */
static void test_interrupted(void **state GW_UNUSED)
{
	struct live here = {0};
	int64_t start_ms = live_now_ms();

	open_here(&here);
	must_lock(&here);
	live_interrupt_after(SHORT_MS);
	live_fails(&here, "SELECT COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b",
		   GW_E_INTERRUPTED);
	assert_in_range(live_now_ms() - start_ms, SHORT_MS, SHORT_MS + 3000);
	live_signal = 0;
	unlock(&here);
	live_done(&here);
}

#define NODES(test) cmocka_unit_test_setup_teardown(test, set_up_both, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		NODES(test_sessions),
		NODES(test_one_of_two),
		NODES(test_opening),
		NODES(test_holder),
		NODES(test_dead_holder),
		NODES(test_watched),
		NODES(test_heart),
		NODES(test_heart_beside_transaction),
		NODES(test_heart_is_killed),
		NODES(test_beat_is_held_up),
		NODES(test_lost),
		NODES(test_lost_under_way),
		NODES(test_replies),
		NODES(test_fence_is_not_parted),
		NODES(test_in_any_mode),
		NODES(test_planted),
		NODES(test_table_is_dropped),
		NODES(test_races),
		NODES(test_interrupted),
	};

	return cmocka_run_group_tests_name("engine/galera_live", tests, NULL, NULL);
}
