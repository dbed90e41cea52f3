/*
 * Our tables and queries on a live MySQL or MariaDB.
 */
#include "mysql_server.h"

static void test_metadata(void **state GW_UNUSED)
{
	static const struct {
		const char *damage;
		const char *repair;
		const char *finding;
	} cases[] = {
		{"CREATE TRIGGER spy BEFORE INSERT ON godwit_history FOR EACH ROW SET NEW.name = "
		 "''",
		 "DROP TRIGGER spy", "trigger spy on godwit_history"},
		{"ALTER TABLE godwit_journal ENGINE = Aria",
		 "ALTER TABLE godwit_journal ENGINE = InnoDB", "godwit_journal is no InnoDB table"},
		{"ALTER TABLE godwit_lock ADD COLUMN z INT",
		 "ALTER TABLE godwit_lock DROP COLUMN z",
		 "unexpected column z (int) of godwit_lock"},
		{"ALTER TABLE godwit_lock ALTER COLUMN epoch SET DEFAULT 1",
		 "ALTER TABLE godwit_lock ALTER COLUMN epoch DROP DEFAULT",
		 "unexpected column epoch (bigint) of godwit_lock"},
		{"ALTER TABLE godwit_lock DROP COLUMN host",
		 "ALTER TABLE godwit_lock ADD COLUMN host TEXT",
		 "godwit_lock has 6 columns instead of 7"},
		{"ALTER TABLE godwit_history DROP FOREIGN KEY godwit_history_predecessor",
		 "ALTER TABLE godwit_history ADD CONSTRAINT godwit_history_predecessor "
		 "FOREIGN KEY (prev_hash) REFERENCES godwit_history (hash)",
		 "godwit_history lacks the foreign key prev_hash -> hash"},
		{"ALTER TABLE godwit_history MODIFY signer TEXT AFTER signature",
		 "ALTER TABLE godwit_history MODIFY signer TEXT AFTER detail",
		 "unexpected column signature (text) of godwit_history"},
		{"ALTER TABLE godwit_history DROP KEY godwit_history_one_successor, ADD KEY i "
		 "(prev_hash)",
		 "ALTER TABLE godwit_history ADD CONSTRAINT godwit_history_one_successor "
		 "UNIQUE (prev_hash)",
		 "godwit_history lacks UNIQUE (prev_hash)"},
		{"DROP TABLE godwit_journal", "CREATE VIEW godwit_journal AS SELECT 1",
		 "godwit_journal is missing"},
		{"DO 0", "DROP VIEW godwit_journal", "godwit_journal is no InnoDB table"},
	};
	struct live live = {0};

	open_db(&live);
	assert_string_equal(live_finding(&live), "absent");
	live_create_tables(&live);
	live_create_tables(&live);
	assert_string_equal(live_finding(&live), "");
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		live_must(&live, cases[i].damage);
		assert_string_equal(live_finding(&live), cases[i].finding);
		live_must(&live, cases[i].repair);
	}
	live_done(&live);
}

/* Who was stopped on the way begins again: nobody takes that for tables of somebody else. */
static void test_made_in_part(void **state GW_UNUSED)
{
	struct gw_view rest = gw_view_of(gw_module_mysql.queries[GW_Q_METADATA_CREATE]);
	const char *expected = "absent";
	struct live live = {0};

	open_db(&live);
	while (live_create_next(&live, &rest)) {
		if (rest.n == 0)
			expected = "";
		assert_string_equal(live_finding(&live), expected);
	}
	live_done(&live);
}

/* Whoever may only read can run the queries of reading commands, with and without the tables. */
static void test_reader(void **state GW_UNUSED)
{
	static const enum gw_query queries[] = {GW_Q_HISTORY_LIST, GW_Q_HISTORY_PARTS,
						GW_Q_JOURNAL_LIST};
	struct live live = {0}, reader = {0};

	assert_true(open_tcp(&reader, "godwit_reader", "let's read", NULL, NULL));
	assert_string_equal(live_finding(&reader), "absent");
	open_db(&live);
	live_create_tables(&live);
	assert_true(live_append(&live, 0, NULL, "h0", GW_VIEW("x")));
	assert_string_equal(live_finding(&reader), "");
	for (size_t i = 0; i < GW_COUNT(queries); i++)
		live_must(&reader, gw_module_mysql.queries[queries[i]]);
	live_fails(&reader, "DELETE FROM godwit_history", GW_E_PERMISSION);
	live_done(&reader);
	live_done(&live);
}

static void test_history(void **state GW_UNUSED)
{
	struct gw_view note = GW_VIEW("a'b \\ \0 é\n");
	const struct gw_value range[] = {gw_value_int(1), gw_value_int(9)};
	const struct gw_request full = {
		.sql = gw_view_of(gw_module_mysql.queries[GW_Q_HISTORY_FULL]),
		.params = range,
		.nparams = 2,
	};
	struct live live = {0};

	open_db(&live);
	live_create_tables(&live);
	assert_true(live_append(&live, 0, NULL, "h0", note));
	assert_true(live_append(&live, 1, "h0", "h1", note));
	assert_false(live_append(&live, 2, "h0", "h2", note));
	assert_true(live.err->server->constraint);
	assert_false(live_append(&live, 2, "gone", "h2", note));
	assert_true(live.err->server->constraint);
	assert_false(live_append(&live, 2, NULL, "h2", note));
	live_must(&live, gw_module_mysql.queries[GW_Q_HISTORY_LIST]);
	assert_int_equal(live.rows.nrows, 2);
	assert_int_equal(live.rows.ncols, 11);
	assert_string_equal(live_cell(&live, 1, 8), "1");
	live_must(&live, gw_module_mysql.queries[GW_Q_HISTORY_PARTS]);
	assert_int_equal(live.rows.nrows, 2);
	assert_int_equal(live.rows.ncols, 4);
	assert_true(live_run_requests(&live, &full, 1));
	assert_int_equal(live.rows.nrows, 1);
	assert_int_equal(live.rows.ncols, 31);
	assert_true(gw_view_eq(gw_cell(&live.rows, 0, 10), note));
	assert_string_equal(live_cell(&live, 0, 29), "h0");
	live_done(&live);
}

static void test_journal(void **state GW_UNUSED)
{
	struct gw_value values[] = {
		gw_value_text(GW_VIEW("run")),
		gw_value_text(GW_VIEW("1")),
		gw_value_text(GW_VIEW("up")),
		gw_value_text(GW_VIEW("c")),
		gw_value_int(3),
		gw_value_text(GW_VIEW("done")),
		gw_value_int(4),
		gw_value_int(5),
		{0},
		gw_value_int(6),
	};
	/* The row of another script, with a look at something. */
	const struct gw_value turned[] = {values[0], gw_value_text(GW_VIEW("2")),
					  values[2], values[3],
					  values[4], values[5],
					  values[6], values[7],
					  values[8], values[9],
					  values[1], values[2]};
	const struct gw_request turn = {
		.sql = gw_view_of(gw_module_mysql.queries[GW_Q_JOURNAL_TURN]),
		.params = turned,
		.nparams = GW_COUNT(turned)};
	/* At most two rows, the last ones: two are there when it is cleared. */
	const struct gw_value script[] = {values[1], values[2], gw_value_int(2)};
	const struct gw_request requests[] = {
		{.sql = gw_view_of(gw_module_mysql.queries[GW_Q_JOURNAL_INSERT]),
		 .params = values,
		 .nparams = GW_COUNT(values)},
		{.sql = gw_view_of(gw_module_mysql.queries[GW_Q_JOURNAL_LIST])},
		{.sql = gw_view_of(gw_module_mysql.queries[GW_Q_JOURNAL_CLEAR]),
		 .params = script,
		 .nparams = GW_COUNT(script)},
	};
	struct live live = {0};

	open_db(&live);
	live_create_tables(&live);
	assert_true(live_run_requests(&live, requests, 2));
	assert_int_equal(live.rows.ncols, 12);
	assert_string_equal(live_cell(&live, 0, 6), "done");
	assert_int_equal(gw_cell_int(&live.rows, 0, 11), 6);
	assert_true(live_run_requests(&live, requests, GW_COUNT(requests)));
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM godwit_journal"), 0);
	assert_true(live_run_requests(&live, requests, 1));
	assert_true(live_run_requests(&live, requests, 1));
	assert_true(live_run_requests(&live, &turn, 1));
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM godwit_journal"), 2);
	/* Of two it is the last one. */
	assert_int_equal(
		live_number(&live, "SELECT version FROM godwit_journal ORDER BY id DESC LIMIT 1"),
		2);
	live_done(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_metadata), LIVE(test_made_in_part), LIVE(test_reader),
		LIVE(test_history),  LIVE(test_journal),
	};

	return cmocka_run_group_tests_name("engine/mysql_metadata_live", tests, NULL, NULL);
}
