/* What a person decides, on a real SQLite file: baseline, accept, resolve. */
#include "place.h"

#define A "CREATE TABLE a (x);\n"
#define B "CREATE TABLE b (x);\n"
#define C "CREATE TABLE c (x);\n"

static void test_baseline(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "1_a.sql", A);
	place_file(&place, "2_b.sql", B);
	place_file(&place, "3_c.sql", C);
	place_ask(&place, A);
	place_ask(&place, B);
	place_must(&place, place_decide(&place, gw_session_baseline, "2"));
	assert_string_equal(place_status(&place), "1 applied; 2 applied; 3 pending");
	assert_string_equal(place_ask(&place, "SELECT event, version, reason, up_sql FROM "
					      "godwit_history WHERE seq = 1"),
			    "baselined|2|because|" B);
	place_must(&place, place_up(&place));
	assert_string_equal(place_events(&place), "baselined 2;applied 3;finished ");
	place_fails_with(&place, place_decide(&place, gw_session_baseline, "3"), GW_E_REFUSED,
			 "3 is applied already");
	place_done(&place);
}

static void test_baseline_refused(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "1_a.sql", A);
	place_file(&place, "R__v.sql", "CREATE VIEW v AS SELECT 1;\n");
	place_fails_with(&place, place_decide(&place, gw_session_baseline, "9"), GW_E_NO_VERSION,
			 "9");
	/* A repeatable is no place in the order of versions. */
	place_fails_with(&place, place_decide(&place, gw_session_baseline, "R__v"), GW_E_NO_VERSION,
			 "R__v");
	assert_string_equal(place_ask(&place, "SELECT count(*) FROM sqlite_master"), "0");
	place_done(&place);
}

static void test_accept(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "1_a.sql", A);
	place_must(&place, place_up(&place));
	place_file(&place, "1_a.sql", "CREATE TABLE a (x, y);\n");
	assert_string_equal(place_status(&place), "1 edited");
	place_must(&place, place_decide(&place, gw_session_accept, "1"));
	assert_string_equal(place_status(&place), "1 applied");
	assert_string_equal(place_ask(&place, "SELECT event, reason, up_sql FROM godwit_history "
					      "ORDER BY seq DESC LIMIT 1"),
			    "accepted|because|CREATE TABLE a (x, y);\n");
	place_must(&place, place_up(&place));
	place_fails_with(&place, place_decide(&place, gw_session_accept, "1"), GW_E_REFUSED,
			 "1 is as it was applied, there is nothing to accept");
	assert_string_equal(place_events(&place), "applied 1;finished ;accepted 1");
	place_fails_with(&place, place_decide(&place, gw_session_accept, "2"), GW_E_NO_VERSION,
			 "2");
	place_file(&place, "2_b.sql", B);
	place_fails_with(&place, place_decide(&place, gw_session_accept, "2"), GW_E_REFUSED,
			 "2 is not applied");
	place_file(&place, "1_a.sql", NULL);
	place_fails_with(&place, place_decide(&place, gw_session_accept, "1"), GW_E_REFUSED,
			 "1 is applied, but its file is gone");
	place_done(&place);
}

static void test_resolve(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "1_a.sql", A);
	place_file(&place, "2_b.sql", B);
	place_must(&place, place_resolve(&place, "1", true));
	assert_string_equal(place_status(&place), "1 applied; 2 pending");
	place_fails_with(&place, place_resolve(&place, "1", true), GW_E_REFUSED,
			 "1 is applied already");
	place_fails_with(&place, place_resolve(&place, "2", false), GW_E_REFUSED,
			 "2 is not applied already");
	place_must(&place, place_resolve(&place, "1", false));
	assert_string_equal(place_status(&place), "1 pending; 2 pending");
	place_must(&place, place_up(&place));
	assert_string_equal(place_events(&place), "resolved-applied 1;resolved-reverted 1;"
						  "applied 1;applied 2;finished ");
	/* Without a file, by what the history knows. */
	place_file(&place, "1_a.sql", NULL);
	assert_string_equal(place_status(&place), "1 missing; 2 applied");
	place_must(&place, place_resolve(&place, "1", false));
	assert_string_equal(place_status(&place), "2 applied");
	place_fails_with(&place, place_resolve(&place, "7", true), GW_E_NO_VERSION, "7");
	place_done(&place);
}

/* A migration that stopped half way: what stands is a person's word, and the journal is empty. */
static void test_resolve_unfinished(void **state GW_UNUSED)
{
	static const bool words[] = {true, false};

	for (size_t i = 0; i < GW_COUNT(words) * 2; i++) {
		bool gone = i >= GW_COUNT(words);
		struct place place;

		place_init(&place);
		place_file(&place, "1_a.sql", A "VACUUM;\nDROP TABLE z;\n");
		assert_false(place_up(&place));
		if (gone)
			place_file(&place, "1_a.sql", NULL);
		assert_string_equal(place_status(&place), "1 unfinished");
		place_must(&place, place_resolve(&place, "1", words[i % 2]));
		assert_string_equal(place_ask(&place, "SELECT count(*) FROM godwit_journal"), "0");
		assert_string_equal(place_ask(&place, "SELECT version FROM godwit_history "
						      "ORDER BY seq DESC LIMIT 1"),
				    "1");
		if (gone)
			assert_string_equal(place_status(&place), words[i % 2] ? "1 future" : "");
		else
			assert_string_equal(place_status(&place),
					    words[i % 2] ? "1 applied" : "1 pending");
		place_done(&place);
		unlink("app.db");
	}
}

static void test_resolve_repeatable(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "R__v.sql", "VACUUM;\nDROP TABLE z;\n");
	assert_false(place_up(&place));
	place_file(&place, "R__v.sql", NULL);
	place_must(&place, place_resolve(&place, "R__v", true));
	assert_string_equal(place_ask(&place, "SELECT version, name FROM godwit_history "
					      "ORDER BY seq DESC LIMIT 1"),
			    "NULL|v");
	assert_string_equal(place_status(&place), "R__v missing");
	place_done(&place);
}

/* --- statements in doubt --- */

/* As if the process had died while VACUUM, the second of four statements, ran. */
static void stop_in_vacuum(struct place *place)
{
	place_init(place);
	place_file(place, "1_a.sql", A "VACUUM;\n" B "DROP TABLE z;\n");
	assert_false(place_up(place));
	place_ask(place, "DELETE FROM godwit_journal WHERE id > 2");
	place_file(place, "1_a.sql", A "VACUUM;\n" B);
}

static void test_statement_done(void **state GW_UNUSED)
{
	struct place place;

	stop_in_vacuum(&place);
	place_fails_with(&place, place_resolve_statement(&place, "1", 1, true), GW_E_REFUSED,
			 "statement 1 of 1 is not in doubt");
	place_fails_with(&place, place_resolve_statement(&place, "1", 3, true), GW_E_REFUSED,
			 "statement 3 of 1 is not in doubt");
	place_fails_with(&place, place_resolve_statement(&place, "2", 2, true), GW_E_NO_VERSION,
			 "2");
	place_must(&place, place_resolve_statement(&place, "1", 2, true));
	assert_string_equal(place_ask(&place, "SELECT event, version, name, reason, detail FROM "
					      "godwit_history ORDER BY seq DESC LIMIT 1"),
			    "resolved-statement|1|a|because|"
			    "{\"statement\":2,\"happened\":true}");
	place_fails_with(&place, place_resolve_statement(&place, "1", 2, true), GW_E_REFUSED,
			 "not in doubt");
	place_must(&place, place_up(&place));
	assert_int_equal(place.report.statements, 1);
	assert_string_equal(place_status(&place), "1 applied");
	place_done(&place);
}

static void test_statement_again(void **state GW_UNUSED)
{
	struct place place;

	stop_in_vacuum(&place);
	place_must(&place, place_resolve_statement(&place, "1", 2, false));
	place_must(&place, place_up(&place));
	assert_int_equal(place.report.statements, 2);
	assert_string_equal(place_status(&place), "1 applied");
	place_done(&place);
}

/* The very first statement is in doubt: again means from the beginning. */
static void test_first_statement_again(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "1_a.sql", "VACUUM;\nDROP TABLE z;\n");
	assert_false(place_up(&place));
	place_ask(&place, "DELETE FROM godwit_journal WHERE id > 1");
	place_must(&place, place_resolve_statement(&place, "1", 1, false));
	assert_string_equal(place_ask(&place, "SELECT count(*) FROM godwit_journal"), "0");
	place_file(&place, "1_a.sql", "VACUUM;\n" A);
	place_must(&place, place_up(&place));
	assert_int_equal(place.report.statements, 2);
	place_done(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_baseline, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_baseline_refused, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_accept, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_resolve, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_resolve_unfinished, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_resolve_repeatable, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_statement_done, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_statement_again, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_first_statement_again, place_enter,
						place_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
