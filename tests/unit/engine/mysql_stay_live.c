/*
 * Rows that no ROLLBACK takes back, lost sessions, and sessions in the way, on a live MySQL or MariaDB.
 */
#include "mysql_doubt.h"

#include <unistd.h>

/* --- what a ROLLBACK takes back --- */

static bool can_roll_back(struct live *live, const char *sql)
{
	bool can = false;

	gw_error_clear(&live->err);
	if (!gw_module_mysql.can_roll_back(live->conn, gw_view_of(sql), &can, &live->err))
		fail_msg("%s: %s", sql, live->err->message);
	return can;
}

struct answer {
	const char *sql;
	bool can;
};

static void check_answers(struct live *live, const struct answer *answers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (can_roll_back(live, answers[i].sql) != answers[i].can)
			fail_msg("%s: %s", answers[i].sql, answers[i].can ? "can" : "cannot");
	}
}

static void test_known_tables(void **state GW_UNUSED)
{
	static const char *const more[] = {
		"CREATE VIEW old_view AS SELECT * FROM old_style",
		"CREATE PROCEDURE note_it() INSERT INTO old_style VALUES (3, 3)",
		"CREATE TRIGGER noting AFTER DELETE ON twin FOR EACH ROW CALL note_it()",
		NULL,
	};
	static const struct answer answers[] = {
		{"INSERT INTO t (a) VALUES (1)", true},
		{"INSERT INTO old_style VALUES (2, 2)", false},
		{"INSERT INTO `OLD_STYLE` VALUES (2, 2)", false},
		{"UPDATE t JOIN godwit_engine_live.old_style o ON o.id = t.id SET o.n = 2", false},
		{"INSERT INTO t (b) VALUES ('old_style')", true},
		{"WITH x AS (SELECT 1) SELECT * FROM x", true},
		{"DELETE FROM old_view", false}, /* a view */
		{"DELETE FROM twin WHERE id = 5", false}, /* a trigger that calls a procedure */
		{"DELETE FROM child", true}, /* a trigger that only sets a variable */
		{"CREATE TABLE old_style2 (a INT)", true}, /* commits anyway */
		{"SET @x = 1", true},
	};
	struct live live = {0};

	open_db(&live);
	doubt_reset(&live, more, GW_COUNT(more));
	check_answers(&live, answers, GW_COUNT(answers));
	live_done(&live);
}

/* Tables that the run makes count from their statement on, though it has not been sent. */
static void test_made_on_the_way(void **state GW_UNUSED)
{
	static const struct answer answers[] = {
		{"INSERT INTO t (a) VALUES (1)", true},
		{"CREATE TABLE m (a INT) ENGINE=MyISAM", true},
		{"INSERT INTO m VALUES (1)", false},
		{"CREATE TABLE m2 (engine VARCHAR(9)) COMMENT 'ENGINE = Aria' ENGINE 'memory'",
		 true},
		{"INSERT INTO m2 VALUES ('x')", false},
		{"CREATE TABLE k (engine INT)", true},
		{"INSERT INTO k VALUES (1)", true},
		{"CREATE TABLE m3 LIKE m", true},
		{"REPLACE INTO m3 VALUES (1)", false},
		{"RENAME TABLE m TO m4", true},
		{"UPDATE m4 SET a = 2", false},
		{"CREATE TABLE k2 AS SELECT * FROM m4", true},
		{"INSERT INTO k2 VALUES (1)", true},
		{"ALTER TABLE m4 ENGINE = InnoDB", true},
		{"UPDATE m4 SET a = 3", true},
		{"ALTER TABLE k ENGINE = Aria", true},
		{"DELETE FROM k", false},
		{"CREATE VIEW vk AS SELECT * FROM k", true},
		{"DELETE FROM vk", false},
		{"CREATE TEMPORARY TABLE tmp (a INT) ENGINE = MEMORY", true},
		{"INSERT INTO tmp VALUES (1)", true}, /* goes with its session */
		{"SET SESSION default_storage_engine = MyISAM", true},
		{"CREATE TABLE m5 (a INT)", true},
		{"INSERT INTO m5 VALUES (1)", false},
		{"SET default_storage_engine = 'InnoDB'", true},
		{"CREATE TABLE k3 (a INT)", true},
		{"INSERT INTO k3 VALUES (1)", true},
	};
	struct live live = {0};

	open_db(&live);
	check_answers(&live, answers, GW_COUNT(answers));
	live_done(&live);
}

static void test_other_database(void **state GW_UNUSED)
{
	static const char *const more[] = {
		"CREATE DATABASE godwit_engine_other",
		"CREATE TABLE godwit_engine_other.far (a INT) ENGINE = Aria",
		"CREATE TABLE far (a INT) ENGINE = InnoDB",
		NULL,
	};
	static const struct answer answers[] = {
		{"INSERT INTO far VALUES (1)", true},
		{"INSERT INTO godwit_engine_other . far VALUES (1)", false},
	};
	struct live live = {0};

	open_db(&live);
	doubt_reset(&live, more, GW_COUNT(more));
	check_answers(&live, answers, GW_COUNT(answers));
	live_done(&live);
	open_db(&live);
	assert_true(can_roll_back(&live, "INSERT INTO far VALUES (1)"));
	assert_true(can_roll_back(&live, "USE godwit_engine_other"));
	assert_false(can_roll_back(&live, "INSERT INTO far VALUES (1)"));
	live_done(&live);
}

/* --- what became of such a statement --- */

static const struct {
	const char *sql;
	enum gw_outcome unwritten; /* right after another write */
} writes[] = {
	{"INSERT INTO old_style VALUES (2, 2)", GW_OUTCOME_NONE},
	{"DELETE FROM old_style WHERE id = 1", GW_OUTCOME_NONE},
	/* The second of the last write is too coarse a clock. */
	{"UPDATE old_style SET n = n + 1", GW_OUTCOME_UNKNOWN},
	{"INSERT INTO old_style VALUES (1, 1) ON DUPLICATE KEY UPDATE n = n + 1",
	 GW_OUTCOME_UNKNOWN},
};

static void test_writes(void **state GW_UNUSED)
{
	struct live live = {0};
	struct gw_lost lost;

	open_db(&live);
	for (size_t i = 0; i < GW_COUNT(writes); i++) {
		const char *sql = writes[i].sql;
		struct gw_view before;

		doubt_reset(&live, NULL, 0);
		lost = doubt_lost(&live);
		assert_false(can_roll_back(&live, sql));
		before = doubt_look(&live, sql);
		doubt_expect("not run", sql, doubt_judge(&live, sql, before, &lost),
			     writes[i].unwritten);
		usleep(2100 * 1000);
		before = doubt_look(&live, sql);
		doubt_expect("not run, later", sql, doubt_judge(&live, sql, before, &lost),
			     GW_OUTCOME_NONE);
		lost.session_start_us -= 60 * INT64_C(1000000);
		doubt_expect("not run, restarted", sql, doubt_judge(&live, sql, before, &lost),
			     GW_OUTCOME_UNKNOWN);
		lost = doubt_lost(&live);
		live_must(&live, sql);
		doubt_expect("run", sql, doubt_judge(&live, sql, before, &lost),
			     GW_OUTCOME_UNKNOWN);
	}
	live_done(&live);
}

/* --- sessions --- */

static void test_session_start(void **state GW_UNUSED)
{
	struct live live = {0}, later = {0};
	int64_t now_us, first_us;

	open_db(&live);
	now_us = gw_system_default.now_us();
	first_us = live.conn->info.session_start_us;
	assert_true(first_us > 0 && first_us <= now_us);
	assert_true(llabs(now_us - first_us -
			  live_number(&live, "SELECT VARIABLE_VALUE FROM "
					     "information_schema.GLOBAL_STATUS WHERE "
					     "VARIABLE_NAME = 'UPTIME'") *
				  INT64_C(1000000)) < 3 * INT64_C(1000000));
	usleep(1100 * 1000);
	open_db(&later);
	assert_true(llabs(later.conn->info.session_start_us - first_us) <= 2 * INT64_C(1000000));
	live_done(&later);
	live_done(&live);
}

static bool is_over(struct live *live, const struct gw_lost *lost)
{
	bool over = false;

	if (!gw_module_mysql.is_over(live->conn, lost, &over, &live->err))
		fail_msg("%s", live->err->message);
	return over;
}

static void check_over(struct live *asker, struct live *session)
{
	struct gw_lost lost = {
		.connection_id = session->conn->info.connection_id,
		.session_start_us = session->conn->info.session_start_us,
	};
	struct gw_lost other = lost;

	assert_false(is_over(asker, &lost));
	/* Numbers of a server that has gone mean nothing. */
	other.session_start_us -= 60 * INT64_C(1000000);
	assert_true(is_over(asker, &other));
	other.session_start_us = 0;
	assert_false(is_over(asker, &other));
	/* We are the session ourselves: it does nothing else. */
	assert_true(is_over(session, &lost));
	gw_conn_close(session->conn);
	session->conn = NULL;
	for (int i = 0; i < 50 && !is_over(asker, &lost); i++)
		usleep(20 * 1000);
	assert_true(is_over(asker, &lost));
}

static void test_is_over(void **state GW_UNUSED)
{
	struct live root = {0}, reader = {0}, second = {0};

	open_db(&root);
	assert_true(open_tcp(&reader, "godwit_reader", "let's read", NULL, NULL));
	check_over(&root, &reader);
	live_done(&reader);
	/* Without any privilege, those of the same user. */
	assert_true(open_tcp(&reader, "godwit_reader", "let's read", NULL, NULL));
	assert_true(open_tcp(&second, "godwit_reader", "let's read", NULL, NULL));
	check_over(&reader, &second);
	live_done(&second);
	live_done(&reader);
	live_done(&root);
}

static const char *blockers(struct live *live)
{
	const char *text = NULL;

	if (!gw_module_mysql.blockers(live->conn, &live->arena, GW_VIEW("ALTER TABLE t ADD e INT"),
				      &text, &live->err))
		fail_msg("%s", live->err->message);
	assert_non_null(text);
	return text;
}

/* A number of one or two digits stands behind these words: seconds, on however slow a machine. */
static void assert_short(const char *text, const char *before)
{
	const char *found = strstr(text, before);

	assert_non_null(found);
	assert_in_range(strspn(found + strlen(before), "0123456789"), 1, 2);
}

static void test_blockers(void **state GW_UNUSED)
{
	struct live root = {0}, holder = {0}, reader = {0}, second = {0};
	const char *text;

	open_db(&root);
	doubt_reset(&root, NULL, 0);
	assert_string_equal(blockers(&root), "");
	open_db(&holder);
	live_must(&holder, "SET time_zone = '+09:00'");
	live_must(&holder, "START TRANSACTION");
	live_must(&holder, "SELECT * FROM t");
	live_must(&root, "SET time_zone = '-03:00'");
	/* InnoDB keeps its list of transactions for a tenth of a second. */
	usleep(200 * 1000);
	text = blockers(&root);
	assert_short(text, gw_format(&root.arena, "session %lld of root@localhost, idle for ",
				     (long long)holder.conn->info.connection_id));
	assert_short(text, " s, in a transaction for ");
	assert_null(strchr(text, '\n'));
	/* Others see their own user's sessions, and never what these run. */
	assert_true(open_tcp(&reader, "godwit_reader", "let's read", NULL, NULL));
	assert_string_equal(blockers(&reader), "");
	assert_true(open_tcp(&second, "godwit_reader", "let's read", NULL, NULL));
	text = blockers(&reader);
	assert_non_null(strstr(text, gw_format(&root.arena, "session %lld of godwit_reader@",
					       (long long)second.conn->info.connection_id)));
	assert_null(strstr(text, "SELECT"));
	live_done(&second);
	live_done(&reader);
	live_done(&holder);
	live_done(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_known_tables), LIVE(test_made_on_the_way), LIVE(test_other_database),
		LIVE(test_writes),       LIVE(test_session_start),   LIVE(test_is_over),
		LIVE(test_blockers),
	};

	return cmocka_run_group_tests_name("engine/mysql_stay_live", tests, NULL, doubt_clean_up);
}
