/*
 * What the binary log tells about statements whose looks cannot, on a live MariaDB that writes one. The
 * look is taken and the statement is run as the journal and the run do it.
 */
#include "engine/mysql/binlog.h"
#include "mysql_doubt.h"

/* As doubt_look(), with what goes after the statement; NULL: nothing does. */
static struct gw_view signed_look(struct live *live, const char *sql, const char **ret_sign)
{
	struct gw_witness witness;
	GW_STR_AUTO struct gw_str insert = {0};
	bool can;

	assert_true(
		live->conn->engine->can_roll_back(live->conn, gw_view_of(sql), &can, &live->err));
	live->conn->engine->witness(live->conn, &live->arena, gw_view_of(sql), &witness);
	assert_true((witness.sign != NULL) == (witness.signed_expression != NULL));
	*ret_sign = witness.sign;
	gw_str_puts(&insert, "INSERT INTO looks VALUES ((");
	gw_str_puts(&insert, witness.sign != NULL ? witness.signed_expression : "NULL");
	gw_str_puts(&insert, "))");
	live_must(live, "DELETE FROM looks");
	live_must(live, gw_str_text(&insert));
	live_must(live, "SELECT look FROM looks");
	return gw_cell(&live->rows, 0, 0);
}

static void run_signed(struct live *live, const char *sql, const char *sign)
{
	live_must(live, gw_format(&live->arena, "%s%s", sql, sign));
}

static void open_user(struct live *live, const char *name, const char *grant)
{
	struct live root = {0};

	open_db(&root);
	doubt_reset(&root, NULL, 0);
	live_must(&root, "CREATE OR REPLACE USER godwit_plain IDENTIFIED BY 'p'");
	live_must(&root, "GRANT ALL ON godwit_engine_live.* TO godwit_plain");
	if (grant != NULL)
		live_must(&root, grant);
	live_done(&root);
	if (!(name != NULL ? open_tcp(live, name, "p", NULL, NULL) : (open_db(live), true)))
		fail_msg("%s", live->err->message);
}

/* Without PROCESS, so that the places of tables are not seen, and with the right to read the log. */
static void open_monitor(struct live *live)
{
	open_user(live, "godwit_plain",
		  "GRANT BINLOG MONITOR, BINLOG ADMIN ON *.* TO godwit_plain");
}

/* --- both ways --- */

struct told {
	const char *sql;
	const char *again; /* puts back what can be seen of it; NULL: nothing can */
	enum gw_outcome after;
};

static const struct told told_cases[] = {
	{"TRUNCATE TABLE twin", "INSERT INTO twin VALUES (5, 5)", GW_OUTCOME_HAPPENED},
	{"TRUNCATE twin -- all of it", "INSERT INTO twin VALUES (5, 5)", GW_OUTCOME_HAPPENED},
	{"RENAME TABLE twin TO tmp, twin_new TO twin, tmp TO twin_new", NULL, GW_OUTCOME_HAPPENED},
	{"ALTER TABLE parts EXCHANGE PARTITION p0 WITH TABLE apart", NULL, GW_OUTCOME_HAPPENED},
	{"UPDATE old_style SET n = n + 1", NULL, GW_OUTCOME_UNKNOWN},
	{"/* x */ INSERT INTO old_style VALUES (7, 7), (8, 8)", NULL, GW_OUTCOME_UNKNOWN},
	{"TRUNCATE old_style", "INSERT INTO old_style VALUES (5, 5)", GW_OUTCOME_UNKNOWN},
};

static const char *const formats[] = {"MIXED", "ROW", "STATEMENT"};

/* Somebody else does the very same, and much more, and the log goes on in other files. */
static void make_noise(const struct told *told)
{
	struct live other = {0};

	open_db(&other);
	live_must(&other, "FLUSH BINARY LOGS");
	live_must(&other, told->sql);
	if (told->again != NULL)
		live_must(&other, told->again);
	live_must(&other, "INSERT INTO t (a) SELECT seq FROM seq_1_to_500");
	live_must(&other, "FLUSH BINARY LOGS");
	live_done(&other);
}

static void check_told(const struct told *told, const char *format)
{
	struct live live = {0};
	struct gw_lost lost;
	struct gw_view before;
	struct gw_verdict verdict;
	const char *sign;

	open_monitor(&live);
	live_must(&live, gw_format(&live.arena, "SET SESSION binlog_format = %s", format));
	lost = doubt_lost(&live);
	before = signed_look(&live, told->sql, &sign);
	assert_non_null(sign);
	doubt_expect("not run", told->sql, doubt_judge(&live, told->sql, before, &lost),
		     GW_OUTCOME_NONE);
	if (told->after == GW_OUTCOME_HAPPENED) {
		make_noise(told);
		doubt_expect("run by others", told->sql,
			     doubt_judge(&live, told->sql, before, &lost), GW_OUTCOME_NONE);
	}
	run_signed(&live, told->sql, sign);
	if (told->again != NULL)
		live_must(&live, told->again);
	if (told->after == GW_OUTCOME_HAPPENED)
		make_noise(told);
	verdict = doubt_judge(&live, told->sql, before, &lost);
	doubt_expect(format, told->sql, verdict, told->after);
	if (told->after == GW_OUTCOME_UNKNOWN)
		assert_non_null(strstr(verdict.reason, "; it is in the binary log (log.0"));
	live_done(&live);
}

static void test_both_ways(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(told_cases); i++) {
		for (size_t f = 0; f < GW_COUNT(formats); f++)
			check_told(&told_cases[i], formats[f]);
	}
}

static void set_compression(const char *value)
{
	struct live root = {0};

	open_db(&root);
	live_must(&root, gw_format(&root.arena, "SET GLOBAL log_bin_compress = %s", value));
	live_must(&root, gw_format(&root.arena, "SET GLOBAL log_bin_compress_min_len = %s",
				   strcmp(value, "ON") == 0 ? "10" : "DEFAULT"));
	live_done(&root);
}

static void test_compressed(void **state GW_UNUSED)
{
	set_compression("ON");
	for (size_t i = 0; i < GW_COUNT(told_cases); i++)
		check_told(&told_cases[i], "STATEMENT");
	set_compression("DEFAULT");
}

/* The same statement twice: each has a note, and a sign, of its own. */
static void test_twice(void **state GW_UNUSED)
{
	const struct told *told = &told_cases[0];
	struct live live = {0};
	struct gw_lost lost;
	struct gw_view before;
	const char *sign;

	open_monitor(&live);
	lost = doubt_lost(&live);
	(void)signed_look(&live, told->sql, &sign);
	run_signed(&live, told->sql, sign);
	live_must(&live, told->again);
	before = signed_look(&live, told->sql, &sign);
	doubt_expect("second", told->sql, doubt_judge(&live, told->sql, before, &lost),
		     GW_OUTCOME_NONE);
	run_signed(&live, told->sql, sign);
	live_must(&live, told->again);
	doubt_expect("second", told->sql, doubt_judge(&live, told->sql, before, &lost),
		     GW_OUTCOME_HAPPENED);
	live_done(&live);
}

/* Of a statement that fails nothing is logged, unless it has written rows before. */
static void test_failed(void **state GW_UNUSED)
{
	static const struct {
		const char *sql;
		enum gw_outcome outcome;
	} cases[] = {
		{"UPDATE old_style SET id = 1, n = n + 1", GW_OUTCOME_UNKNOWN},
		{"UPDATE old_style SET n = nothing", GW_OUTCOME_NONE},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct live live = {0};
		struct gw_view before;
		const char *sign;

		open_monitor(&live);
		live_must(&live, "INSERT INTO old_style VALUES (2, 2)");
		before = signed_look(&live, cases[i].sql, &sign);
		assert_non_null(sign);
		assert_false(live_run(&live, gw_format(&live.arena, "%s%s", cases[i].sql, sign)));
		doubt_expect("failed", cases[i].sql, doubt_judge(&live, cases[i].sql, before, NULL),
			     cases[i].outcome);
		live_done(&live);
	}
}

/* An ALTER that is logged when it begins is not done by that. */
static void test_two_phases(void **state GW_UNUSED)
{
	static const char fails[] = "ALTER TABLE twin ADD UNIQUE (a)";
	static const char works[] = "ALTER TABLE twin ADD KEY (a)";
	struct live live = {0};
	struct gw_lost lost;
	struct gw_my_testimony testimony = {0};
	struct gw_view before;
	const char *sign, *swap = told_cases[2].sql;

	open_user(&live, NULL, NULL);
	lost = doubt_lost(&live);
	live_must(&live, "INSERT INTO twin VALUES (9, 1)");
	live_must(&live, "SET SESSION binlog_alter_two_phase = ON");
	before = signed_look(&live, swap, &sign);
	assert_false(live_run(&live, gw_format(&live.arena, "%s%s", fails, sign)));
	assert_true(gw_my_log_ask(gw_my(live.conn), &live.arena, gw_my_log_take_word(&before),
				  &lost, &testimony, &live.err));
	assert_int_equal(testimony.answer, GW_MY_LOG_SILENT);
	assert_non_null(strstr(testimony.words, "does not tell either"));
	before = signed_look(&live, swap, &sign);
	run_signed(&live, works, sign);
	assert_true(gw_my_log_ask(gw_my(live.conn), &live.arena, gw_my_log_take_word(&before),
				  &lost, &testimony, &live.err));
	assert_int_equal(testimony.answer, GW_MY_LOG_WITH);
	live_done(&live);
}

/* --- silence --- */

enum { RESTARTED = 1, NO_START };

static const struct {
	const char *words;
	const char *before; /* the look */
	const char *after;
	const char *grant;
	int other_start;
} silent_cases[] = {
	{"with the BINLOG MONITOR privilege", .grant = NULL},
	{"did not write the binary log in full", .before = "SET SESSION sql_log_bin = 0",
	 .grant = "GRANT BINLOG ADMIN, BINLOG MONITOR ON *.* TO godwit_plain"},
	{"did not write the binary log in full",
	 .before = "SET SESSION binlog_annotate_row_events = OFF",
	 .grant = "GRANT BINLOG ADMIN, BINLOG MONITOR ON *.* TO godwit_plain"},
	{"the server was restarted", .other_start = RESTARTED,
	 .grant = "GRANT BINLOG MONITOR ON *.* TO godwit_plain"},
	{"the server was restarted", .other_start = NO_START,
	 .grant = "GRANT BINLOG MONITOR ON *.* TO godwit_plain"},
	{"; the binary log ", .after = "RESET MASTER",
	 .grant = "GRANT RELOAD, BINLOG MONITOR ON *.* TO godwit_plain"},
};

static void check_silent(size_t i, bool happens)
{
	static const char sql[] = "RENAME TABLE twin TO tmp, twin_new TO twin, tmp TO twin_new";
	struct live live = {0};
	struct gw_lost lost;
	struct gw_view before;
	struct gw_verdict verdict;
	const char *sign;

	open_user(&live, "godwit_plain", silent_cases[i].grant);
	lost = doubt_lost(&live);
	if (silent_cases[i].other_start == RESTARTED)
		lost.session_start_us -= 60 * GW_MY_SECOND_US;
	if (silent_cases[i].other_start == NO_START)
		lost.session_start_us = 0;
	if (silent_cases[i].before != NULL)
		live_must(&live, silent_cases[i].before);
	before = signed_look(&live, sql, &sign);
	if (happens)
		run_signed(&live, sql, sign);
	if (silent_cases[i].after != NULL)
		live_must(&live, silent_cases[i].after);
	verdict = doubt_judge(&live, sql, before, &lost);
	doubt_expect(silent_cases[i].words, sql, verdict, GW_OUTCOME_UNKNOWN);
	if (strstr(verdict.reason, silent_cases[i].words) == NULL)
		fail_msg("%s", verdict.reason);
	live_done(&live);
}

static void test_silent(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(silent_cases); i++) {
		check_silent(i, false);
		check_silent(i, true);
	}
}

/* A file goes when the engines have taken in what is in it. */
static void purge(struct live *root)
{
	enum { TRIES = 500, PAUSE_MS = 10 };
	const char *last;

	live_must(root, "FLUSH BINARY LOGS");
	live_must(root, "SHOW MASTER STATUS");
	last = gw_view_dup(&root->arena, gw_cell(&root->rows, 0, 0));
	for (int i = 0; i < TRIES; i++) {
		live_must(root, gw_format(&root->arena, "PURGE BINARY LOGS TO '%s'", last));
		live_must(root, "SHOW BINARY LOGS");
		if (root->rows.nrows == 1)
			return;
		gw_system_default.sleep_ms(PAUSE_MS);
	}
	fail_msg("nothing is purged");
}

/* What was kept of the log may begin after the note. */
static void test_purged(void **state GW_UNUSED)
{
	static const char sql[] = "RENAME TABLE twin TO tmp, twin_new TO twin, tmp TO twin_new";
	struct live live = {0}, root = {0};
	struct gw_lost lost;
	struct gw_view before;
	struct gw_verdict verdict;
	const char *sign;

	open_monitor(&live);
	open_db(&root);
	lost = doubt_lost(&live);
	before = signed_look(&live, sql, &sign);
	run_signed(&live, sql, sign);
	purge(&root);
	verdict = doubt_judge(&live, sql, before, &lost);
	doubt_expect("purged", sql, verdict, GW_OUTCOME_UNKNOWN);
	assert_non_null(strstr(verdict.reason, "does not reach back so far"));
	live_done(&root);
	live_done(&live);
}

/* Statements that are not logged as they were sent, or of which it would say nothing, have no sign. */
static void test_unsigned(void **state GW_UNUSED)
{
	static const char *const statements[] = {
		"CALL p()",
		"EXECUTE IMMEDIATE 'TRUNCATE twin'",
		"SET STATEMENT lock_wait_timeout = 5 FOR TRUNCATE twin",
		"CREATE TABLE n (a INT)",
		"CREATE OR REPLACE TABLE twin (id INT, a INT)",
		"ALTER TABLE t ADD INDEX (c)",
		"ALTER TABLE parts TRUNCATE PARTITION p0",
		"DROP TABLE twin",
		"INSERT DELAYED INTO old_style VALUES (3, 3)",
		"LOAD DATA INFILE 'x' INTO TABLE old_style",
		"INSERT INTO twin VALUES (3, 3)",
		"GRANT SELECT ON godwit_engine_live.* TO gdw_a",
		"RENAME USER gdw_a TO gdw_b, gdw_c TO gdw_a",
		"FLUSH TABLES",
	};
	struct live live = {0};
	const char *sign;

	open_db(&live);
	doubt_reset(&live, NULL, 0);
	for (size_t i = 0; i < GW_COUNT(statements); i++) {
		(void)signed_look(&live, statements[i], &sign);
		if (sign != NULL)
			fail_msg("%s", statements[i]);
	}
	live_done(&live);
}

/* An error quotes the statement as it was written. */
static void test_words(void **state GW_UNUSED)
{
	static const char sql[] = "UPDATE old_style SET n = WHERE id = 1";
	struct live live = {0};
	const char *sign;

	open_db(&live);
	doubt_reset(&live, NULL, 0);
	(void)signed_look(&live, sql, &sign);
	assert_non_null(sign);
	assert_false(live_run(&live, gw_format(&live.arena, "%s%s", sql, sign)));
	assert_null(strstr(live.err->server->message, "godwit"));
	assert_non_null(strstr(live.err->server->message, "near 'WHERE id = 1' at line 1"));
	assert_int_equal(live.err->server->position, strlen("UPDATE old_style SET n = "));
	live_done(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_both_ways), LIVE(test_compressed), LIVE(test_twice),
		LIVE(test_failed),    LIVE(test_two_phases), LIVE(test_silent),
		LIVE(test_purged),    LIVE(test_unsigned),   LIVE(test_words),
	};

	return cmocka_run_group_tests_name("engine/binlog_live", tests, NULL, doubt_clean_up);
}
