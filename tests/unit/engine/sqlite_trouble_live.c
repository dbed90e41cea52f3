/*
 * The SQLite engine in trouble: full disks, locks, signals, crashed writers, two processes.
 */
#include <sys/wait.h>

#include "sqlite_files.h"

/* A full disk ends the transaction by itself; what follows must not commit on its own. */
static void test_full(void **state)
{
	struct live live = {0};

	open_db(&live, state);
	live_must(&live, "CREATE TABLE t (a)");
	live_must(&live, "PRAGMA max_page_count = 10");
	assert_false(live_run(&live, "BEGIN IMMEDIATE", "INSERT INTO t VALUES (1)",
			      "INSERT INTO t VALUES (zeroblob(1000000))",
			      "INSERT INTO t VALUES (2)"));
	assert_int_equal(live.err->code, GW_E_DISK_FULL);
	assert_int_equal(live.failed, 2);
	assert_int_equal(live.conn->in_transaction, live_run(&live, "ROLLBACK"));
	assert_int_equal(live_number(&live, "SELECT count(*) FROM t"), 0);
	live_done(&live);
}

/* Taking the lock opens the transaction, with foreign keys off; it never waits. */
static void test_lock(void **state)
{
	struct live live = {0}, other = {0};
	int64_t start = live_now_ms();
	bool got = false;

	assert_true(open_suffix(&live, state, "db?busy_timeout=1min", false));
	open_db(&other, state);
	live_must(&live, "PRAGMA foreign_keys = ON");
	assert_true(gw_module_sqlite.try_lock(other.conn, "k", &got, &other.err));
	assert_true(got);
	assert_true(other.conn->in_transaction);
	assert_true(gw_module_sqlite.try_lock(live.conn, "k", &got, &live.err));
	assert_false(got);
	assert_false(live.conn->in_transaction);
	assert_true(gw_module_sqlite.unlock(other.conn, "k", &other.err));
	assert_false(other.conn->in_transaction);
	assert_true(gw_module_sqlite.unlock(other.conn, "k", &other.err));
	assert_true(gw_module_sqlite.try_lock(live.conn, "k", &got, &live.err));
	assert_true(got);
	assert_int_equal(live_number(&live, "PRAGMA foreign_keys"), 0);
	assert_true(live_now_ms() - start < 5000);
	live_done(&other);
	live_done(&live);
}

static void test_timeouts(void **state)
{
	const struct gw_timeouts same = {0}, back = {.lock_ms = GW_TIMEOUT_DEFAULT};
	struct gw_timeouts timeouts = {.lock_ms = 30};
	struct gw_statements list = {0};
	struct live live = {0}, other = {0};
	int64_t start;

	assert_true(open_suffix(&live, state, "db?busy_timeout=60", false));
	open_db(&other, state);
	gw_module_sqlite.set_timeouts(&live.arena, &same, false, &list);
	assert_int_equal(list.list.n, 0);
	gw_module_sqlite.set_timeouts(&live.arena, &timeouts, false, &list);
	assert_int_equal(list.list.n, 1);
	live_must(&live, list.list.items[0]);
	live_must(&other, "BEGIN IMMEDIATE");
	start = live_now_ms();
	live_fails(&live, "BEGIN IMMEDIATE", GW_E_LOCKED);
	assert_in_range(live_now_ms() - start, 25, 2000);
	assert_true(live.err->server->retryable);
	assert_true(live.err->server->lock_timeout);
	assert_false(live.conn->in_transaction);
	gw_module_sqlite.set_timeouts(&live.arena, &back, false, &list);
	live_must(&live, list.list.items[1]);
	start = live_now_ms();
	live_fails(&live, "BEGIN IMMEDIATE", GW_E_LOCKED);
	assert_in_range(live_now_ms() - start, 55, 2000);
	live_must(&other, "ROLLBACK");
	live_must(&live, "BEGIN IMMEDIATE");
	live_done(&other);
	live_done(&live);
}

static const char forever[] = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
			      "SELECT count(*) FROM n";
static const char forever_writing[] = "INSERT INTO t WITH RECURSIVE n (i) AS "
				      "(SELECT 1 UNION ALL SELECT 1 FROM n) SELECT i FROM n";

/* A statement that reads fails alone; one that writes takes the transaction with it. */
static void test_statement_timeout(void **state)
{
	const struct gw_timeouts set = {.statement_ms = 50};
	const struct gw_timeouts back = {.statement_ms = GW_TIMEOUT_DEFAULT};
	struct gw_statements list = {0};
	struct live live = {0};
	int64_t start;

	open_db(&live, state);
	gw_module_sqlite.set_timeouts(&live.arena, &set, true, &list);
	gw_module_sqlite.set_timeouts(&live.arena, &back, true, &list);
	assert_int_equal(list.list.n, 2);
	live_must(&live, "CREATE TABLE t (a)");
	live_must(&live, list.list.items[0]);
	live_must(&live, "BEGIN IMMEDIATE");
	start = live_now_ms();
	live_fails(&live, forever, GW_E_STATEMENT);
	assert_in_range(live_now_ms() - start, 45, 5000);
	assert_non_null(strstr(live.err->server->message, "statement timeout of 50 ms"));
	assert_false(live.err->server->cancelled);
	assert_true(live.conn->in_transaction);
	live_must(&live, "INSERT INTO t VALUES (1)");
	live_fails(&live, forever_writing, GW_E_STATEMENT);
	assert_false(live.conn->in_transaction);
	/* What fails for itself says so. */
	live_fails(&live, "SELECT oops", GW_E_STATEMENT);
	assert_null(strstr(live.err->server->message, "timeout"));
	assert_int_equal(live_number(&live, "SELECT count(*) FROM t"), 0);
	live_must(&live, list.list.items[1]);
	live_interrupt_after(150);
	live_fails(&live, forever, GW_E_INTERRUPTED);
	live_done(&live);
}

/* Also after a PRAGMA busy_timeout, which puts SQLite's own handler in place. */
static void test_interrupt_while_locked(void **state)
{
	struct live live = {0}, other = {0};
	int64_t start = live_now_ms();

	open_db(&live, state);
	open_db(&other, state);
	live_must(&other, "BEGIN IMMEDIATE");
	live_must(&live, "PRAGMA busy_timeout = 60000");
	live_interrupt_after(50);
	live_fails(&live, "BEGIN IMMEDIATE", GW_E_INTERRUPTED);
	assert_true(live_now_ms() - start < 5000);
	live_done(&other);
	live_done(&live);
}

static void test_interrupt(void **state)
{
	struct live live = {0};

	open_db(&live, state);
	live_must(&live, "CREATE TABLE t (a)");
	live_must(&live, "BEGIN IMMEDIATE");
	live_must(&live, "INSERT INTO t VALUES (1)");
	live_interrupt_after(50);
	live_fails(&live, forever, GW_E_INTERRUPTED);
	assert_true(live.err->server->cancelled);
	/* The signal is still pending; cleaning up works. */
	assert_true(live_run(&live, "ROLLBACK", "PRAGMA foreign_keys = OFF", "SELECT 1"));
	live_signal = 0;
	assert_int_equal(live_number(&live, "SELECT count(*) FROM t"), 0);
	live_done(&live);
}

static struct live reader;

static void reader_ends(int ms GW_UNUSED)
{
	if (reader.conn->in_transaction)
		live_must(&reader, "COMMIT");
}

/* What was done before the signal is kept, though somebody reads as it comes. */
static void test_signal_while_read(void **state)
{
	struct live live = {0};

	reader = (struct live){0};
	open_db(&live, state);
	open_db(&reader, state);
	live_must(&live, "CREATE TABLE t (a)");
	live_must(&reader, "BEGIN");
	assert_int_equal(live_number(&reader, "SELECT count(*) FROM t"), 0);
	live_must(&live, "BEGIN IMMEDIATE");
	live_must(&live, "INSERT INTO t VALUES (1)");
	live_signal = SIGTERM;
	live_system.sleep_ms = reader_ends;
	live_must(&live, "COMMIT");
	live_signal = 0;
	assert_int_equal(live_number(&live, "SELECT count(*) FROM t"), 1);
	live_done(&reader);
	live_done(&live);
}

/* A child writes many pages in a transaction and dies in the middle of it. */
static void crash_while_writing(void **state)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct live live = {0};

		open_db(&live, state);
		live_must(&live, "PRAGMA cache_size = 1");
		live_must(&live, "BEGIN IMMEDIATE");
		live_must(&live, "UPDATE t SET a = zeroblob(3001)");
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static void test_reading_after_a_crash(void **state)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct folder *folder = *state;
	struct live live = {0};

	open_db(&live, state);
	live_must(&live, "CREATE TABLE t (a)");
	live_must(&live,
		  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300) "
		  "INSERT INTO t SELECT zeroblob(3000) FROM n");
	live_done(&live);
	crash_while_writing(state);
	assert_int_equal(access(gw_format(&arena, "%s/db-journal", folder->path), F_OK), 0);
	live = (struct live){0};
	assert_true(open_suffix(&live, state, "db", true));
	assert_int_equal(live_number(&live, "SELECT count(*) FROM t WHERE length(a) = 3000"), 300);
	live_done(&live);
}

static void add_rows_and_exit(void **state)
{
	struct live live = {0};

	open_db(&live, state);
	for (size_t i = 0; i < 25; i++) {
		if (!live_run(&live, "BEGIN IMMEDIATE", "INSERT INTO t SELECT count(*) FROM t",
			      "COMMIT"))
			_exit(1);
	}
	live_done(&live);
	_exit(0);
}

static void test_two_processes(void **state)
{
	struct live live = {0};
	int status;

	open_db(&live, state);
	live_must(&live, "CREATE TABLE t (a UNIQUE)");
	live_done(&live);
	for (size_t i = 0; i < 2; i++) {
		if (fork() == 0)
			add_rows_and_exit(state);
	}
	for (size_t i = 0; i < 2; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	live = (struct live){0};
	open_db(&live, state);
	assert_int_equal(live_number(&live, "SELECT count(*) FROM t"), 50);
	live_done(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_full),
		LIVE(test_lock),
		LIVE(test_timeouts),
		LIVE(test_statement_timeout),
		LIVE(test_interrupt_while_locked),
		LIVE(test_interrupt),
		LIVE(test_signal_while_read),
		LIVE(test_reading_after_a_crash),
		LIVE(test_two_processes),
	};

	return cmocka_run_group_tests_name("engine/sqlite_trouble_live", tests, NULL, NULL);
}
