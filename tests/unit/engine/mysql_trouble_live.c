/*
 * Signals, lost connections, locks and timeouts on a live MySQL or MariaDB.
 */
#include <sys/socket.h>

#include "mysql_server.h"

static void test_interrupt(void **state GW_UNUSED)
{
	struct live live = {0};
	int64_t start = live_now_ms();

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a INT) ENGINE = InnoDB");
	assert_true(live_run(&live, "START TRANSACTION", "INSERT INTO t VALUES (1)"));
	live_interrupt_after(50);
	live_fails(&live, "SELECT COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b",
		   GW_E_INTERRUPTED);
	assert_true(live_now_ms() - start < 3000);
	assert_true(live.err->server->cancelled);
	assert_false(live.conn->broken);
	/* The signal is still pending; cleaning up works, also in several texts. */
	live_must(&live, "ROLLBACK");
	assert_true(live_run(&live, "SET @a = 1", "DO 0", "DO 0"));
	live_signal = 0;
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM t"), 0);
	live_done(&live);
}

/* No single statement is long, but the batch is. */
static void test_interrupt_batch(void **state GW_UNUSED)
{
	enum { STATEMENTS = 1000 };
	const char *list[STATEMENTS];
	struct live live = {0};
	int64_t start = live_now_ms();

	open_db(&live);
	for (size_t i = 0; i < STATEMENTS; i++)
		list[i] = "SELECT SUM(seq % 7) FROM seq_1_to_200000";
	live_interrupt_after(50);
	assert_false(live_run_list(&live, list, STATEMENTS));
	assert_int_equal(live.err->code, GW_E_INTERRUPTED);
	assert_true(live.failed > 0 && live.failed < STATEMENTS);
	assert_int_equal(live.failed, live.replies);
	assert_true(live_now_ms() - start < 5000);
	live_signal = 0;
	live_must(&live, "SELECT 1");
	live_done(&live);
}

static void test_connection_lost(void **state GW_UNUSED)
{
	struct live live = {0}, other = {0};

	open_db(&live);
	open_db(&other);
	assert_true(
		gw_module_mysql.end_session(other.conn, live.conn->info.connection_id, &other.err));
	assert_false(live_run(&live, "SELECT 1", "SELECT 2"));
	assert_int_equal(live.err->code, GW_E_CONNECTION_LOST);
	assert_int_equal(live.failed, 2);
	assert_true(live.conn->broken);
	assert_true(live.err->server->connection_lost);
	/* It is not there any more. */
	assert_true(
		gw_module_mysql.end_session(other.conn, live.conn->info.connection_id, &other.err));
	live_done(&live);
	assert_false(live_run(&other, "SELECT 1", "KILL CONNECTION_ID()"));
	assert_true(other.conn->broken);
	live_done(&other);
}

/* There is only one socket. */
static void cut_connection(void *payload GW_UNUSED)
{
	enum { FDS = 64 };

	for (int fd = 0; fd < FDS; fd++)
		shutdown(fd, SHUT_RDWR);
}

/* Some rows are there, the others never come: this is no shorter result. */
static void test_lost_among_rows(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	live.conn->waiting = cut_connection;
	assert_false(live_run(&live, "SELECT REPEAT('x', 20000), IF(seq = 3, SLEEP(1), 0) "
				     "FROM seq_1_to_5"));
	assert_int_equal(live.err->code, GW_E_CONNECTION_LOST);
	assert_true(live.conn->broken);
	assert_int_equal(live.replies, 0);
	live_done(&live);
}

static void test_lock(void **state GW_UNUSED)
{
	struct gw_lock_holder holder = {0};
	struct live live = {0}, other = {0};
	bool got = false;

	open_db(&live);
	open_db(&other);
	assert_true(gw_module_mysql.lock_holder(live.conn, "k", &live.arena, &holder, &live.err));
	assert_false(holder.known);
	assert_true(gw_module_mysql.try_lock(live.conn, "k", &got, &live.err));
	assert_true(got);
	assert_true(gw_module_mysql.try_lock(other.conn, "k", &got, &other.err));
	assert_false(got);
	assert_true(gw_module_mysql.try_lock(other.conn, "another", &got, &other.err));
	assert_true(got);
	assert_true(
		gw_module_mysql.lock_holder(other.conn, "k", &other.arena, &holder, &other.err));
	assert_true(holder.known);
	assert_int_equal(holder.connection_id, live.conn->info.connection_id);
	assert_non_null(holder.user);
	assert_true(gw_module_mysql.unlock(live.conn, "k", &live.err));
	assert_true(gw_module_mysql.try_lock(other.conn, "k", &got, &other.err));
	assert_true(got);
	live_done(&other);
	live_done(&live);
}

static void set_timeouts(struct live *live, int64_t lock_ms, int64_t statement_ms)
{
	const struct gw_timeouts timeouts = {lock_ms, statement_ms};
	struct gw_statements list = {0};

	gw_module_mysql.set_timeouts(&live->arena, &timeouts, false, &list);
	assert_true(live_run_list(live, list.list.items, list.list.n));
}

static void test_timeouts(void **state GW_UNUSED)
{
	struct live live = {0}, other = {0};
	int64_t before;

	open_db(&live);
	open_db(&other);
	before = live_number(&live, "SELECT @@lock_wait_timeout");
	assert_true(live_run(&live, "CREATE TABLE t (a INT PRIMARY KEY) ENGINE = InnoDB",
			     "INSERT INTO t VALUES (1)"));
	assert_true(live_run(&other, "START TRANSACTION", "UPDATE t SET a = 2"));
	set_timeouts(&live, 100, 30 * 1000);
	live_fails(&live, "UPDATE t SET a = 3", GW_E_LOCKED);
	assert_true(live.err->server->lock_timeout);
	assert_true(live.err->server->retryable);
	live_fails(&live, "ALTER TABLE t ADD COLUMN b INT", GW_E_LOCKED);
	set_timeouts(&live, GW_TIMEOUT_DEFAULT, 50);
	assert_int_equal(live_number(&live, "SELECT @@lock_wait_timeout"), before);
	live_fails(&live, "SELECT COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b",
		   GW_E_STATEMENT);
	set_timeouts(&live, 0, GW_TIMEOUT_DEFAULT);
	live_must(&live, "SELECT SUM(seq % 7) FROM seq_1_to_1000000");
	live_done(&other);
	live_done(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_interrupt),
		LIVE(test_interrupt_batch),
		LIVE(test_connection_lost),
		LIVE(test_lost_among_rows),
		LIVE(test_lock),
		LIVE(test_timeouts),
	};

	return cmocka_run_group_tests_name("engine/mysql_trouble_live", tests, NULL, NULL);
}
