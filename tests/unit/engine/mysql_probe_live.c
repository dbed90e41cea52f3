/*
 * Probes on a live MariaDB: what they take for an answer, and when a request is said again in plain words.
 * That they find what looks find is tested with those, see mysql_doubt.h.
 */
#include "mysql_server.h"

static void open_empty(struct live *live)
{
	open_db(live);
	live_must(live,
		  "CREATE TABLE looks (look LONGTEXT, INDEX taken (look(9))) ENGINE = InnoDB");
}

static bool send(struct live *live, const struct gw_request *requests, size_t n)
{
	size_t failed;

	gw_error_clear(&live->err);
	return live->conn->engine->run(live->conn, requests, n, &live->arena, NULL, NULL, &failed,
				       &live->err);
}

/* Only our own queries are said in two ways, and these have parameters. */
static const struct gw_value end = {.kind = GW_VALUE_TEXT, .text = {"", 0}};

/* The request that notes the probe's look into the table; MySQL has no probes. */
static struct gw_request note(struct live *live, const char *statement, const char *table)
{
	struct gw_witness witness;
	struct gw_request request = {.params = &end, .nparams = 1};

	live->conn->engine->witness(live->conn, &live->arena, gw_view_of(statement), &witness);
	if (witness.probe.before == NULL) {
		live_done(live);
		skip();
	}
	request.sql = gw_view_of(gw_format(&live->arena,
					   "%sINSERT INTO %s VALUES (CONCAT('probe', ?))%s",
					   witness.probe.before, table, witness.probe.after));
	request.plain = gw_view_of(
		gw_format(&live->arena, "INSERT INTO %s VALUES (CONCAT('plain', ?))", table));
	return request;
}

static void expect_looks(struct live *live, const char *wanted)
{
	live_must(live, "SELECT COALESCE(GROUP_CONCAT(look), '') FROM looks");
	assert_true(gw_view_is(gw_cell(&live->rows, 0, 0), wanted));
	live_must(live, "DELETE FROM looks");
}

static void test_answers(void **state GW_UNUSED)
{
	static const struct {
		const char *sql;
		const char *wanted;
	} cases[] = {
		{"CREATE TABLE n (a INT)", "probe"},
		{"CREATE VIEW n AS SELECT 1", "probe"},
		{"ALTER TABLE looks ADD n INT", "probe"},
		{"CREATE UNIQUE INDEX n ON looks (look(9))", "probe"},
		{"CREATE TABLE looks (a INT)", "plain"},
		{"ALTER TABLE looks ADD look INT", "plain"},
		{"ALTER TABLE nothing ADD a INT", "plain"},
		{"CREATE INDEX taken ON looks (look(9))", "plain"},
		{"CREATE INDEX i ON nothing (a)", "plain"},
	};
	struct live live = {0};

	open_empty(&live);
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const struct gw_request request = note(&live, cases[i].sql, "looks");

		if (!send(&live, &request, 1))
			fail_msg("%s: %s", cases[i].sql, live.err->message);
		expect_looks(&live, cases[i].wanted);
		gw_my(live.conn)->terse = false;
	}
	live_done(&live);
}

/* That there is no such table is what a probe is for; that there is none for the note is an error. */
static void test_failed_note(void **state GW_UNUSED)
{
	struct gw_request request;
	struct live live = {0};

	open_empty(&live);
	request = note(&live, "CREATE TABLE n (a INT)", "nowhere");
	assert_false(send(&live, &request, 1));
	assert_int_equal(live.err->server->number, 1146);
	live_done(&live);
}

/* What is said again in plain words must not miss what was before it in the transaction. */
static void test_lost_transaction(void **state GW_UNUSED)
{
	const struct gw_request requests[] = {
		{.sql = GW_VIEW("START TRANSACTION")},
		{.sql = GW_VIEW("INSERT INTO looks VALUES ('first')")},
		{.sql = GW_VIEW("BEGIN NOT ATOMIC ROLLBACK; "
				"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = ?; END"),
		 .plain = GW_VIEW("INSERT INTO looks VALUES (CONCAT('second', ?))"),
		 .params = &end,
		 .nparams = 1},
		{.sql = GW_VIEW("COMMIT")},
	};
	struct live live = {0};

	open_empty(&live);
	assert_false(send(&live, requests, GW_COUNT(requests)));
	expect_looks(&live, "");
	live_done(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_answers),
		LIVE(test_failed_note),
		LIVE(test_lost_transaction),
	};

	return cmocka_run_group_tests_name("engine/mysql_probe_live", tests, NULL, NULL);
}
