/* Decisions while another tool is kept in step, on a real SQLite file: the tool's table says the same. */
#include "place.h"

#include "session/tools/tools.h"

#define UP    "-- +goose Up\n"
#define GOOSE "SELECT version_id FROM goose_db_version ORDER BY id"

static void adopt(struct place *place)
{
	const struct gw_adopt_request request = {.keep_in_step = true};
	struct gw_adoption adoption;
	bool ok;

	place_open(place);
	ok = gw_session_adopt(&place->session, &request, &adoption, &place->err);
	place_close(place);
	place_must(place, ok);
}

/* goose has applied 1 of 4. */
static void begin_goose(struct place *place)
{
	place_init(place);
	place_file(place, "1_a.sql", UP "CREATE TABLE a (x);\n");
	place_file(place, "2_b.sql", UP "CREATE TABLE b (x);\n");
	place_file(place, "3_c.sql", UP "CREATE TABLE c (x);\n");
	place_file(place, "4_d.sql", UP "CREATE TABLE d (x);\n");
	place_ask(place, "CREATE TABLE a (x)");
	place_ask(place, "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, "
			 "version_id INTEGER, is_applied INTEGER, tstamp TIMESTAMP)");
	place_ask(place, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), "
			 "(1, 1)");
	adopt(place);
}

static void test_resolve(void **state GW_UNUSED)
{
	struct place place;

	begin_goose(&place);
	place_must(&place, place_resolve(&place, "3", true));
	assert_string_equal(place_ask(&place, GOOSE), "0;1;3");
	place_must(&place, place_resolve(&place, "3", false));
	assert_string_equal(place_ask(&place, GOOSE), "0;1");
	place_must(&place, place_up(&place));
	assert_string_equal(place_ask(&place, GOOSE), "0;1;2;3;4");
	/* Where the two are out of step, nobody decides either. */
	place_ask(&place, "DELETE FROM goose_db_version WHERE version_id = 2");
	place_fails_with(&place, place_resolve(&place, "4", false), GW_E_OUT_OF_STEP,
			 "2_b is applied, and goose does not know of it");
	place_done(&place);
}

static void test_resolve_unfinished(void **state GW_UNUSED)
{
	struct place place;

	begin_goose(&place);
	place_file(&place, "2_b.sql",
		   "-- +goose NO TRANSACTION\n" UP "CREATE TABLE b (x);\nVACUUM;\nDROP TABLE z;\n");
	assert_false(place_up(&place));
	place_must(&place, place_resolve(&place, "2", false));
	assert_string_equal(place_ask(&place, GOOSE), "0;1");
	assert_false(place_up(&place));
	place_ask(&place, "DROP TABLE IF EXISTS b");
	place_must(&place, place_resolve(&place, "2", true));
	assert_string_equal(place_ask(&place, GOOSE), "0;1;2");
	place_must(&place, place_up(&place));
	assert_string_equal(place_ask(&place, GOOSE), "0;1;2;3;4");
	place_done(&place);
}

static void test_baseline(void **state GW_UNUSED)
{
	struct place place;

	begin_goose(&place);
	place_ask(&place, "CREATE TABLE b (x)");
	place_ask(&place, "CREATE TABLE c (x)");
	place_must(&place, place_decide(&place, gw_session_baseline, "3"));
	assert_string_equal(place_ask(&place, GOOSE), "0;1;2;3");
	place_must(&place, place_up(&place));
	assert_string_equal(place_ask(&place, GOOSE), "0;1;2;3;4");
	assert_string_equal(place_status(&place), "1 applied; 2 applied; 3 applied; 4 applied");
	place_done(&place);
}

/* A tool that goes by its last version cannot be told of a gap. */
static void test_gap(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "1_a.up.sql", "CREATE TABLE a (x);\n");
	place_file(&place, "2_b.up.sql", "CREATE TABLE b (x);\n");
	place_file(&place, "3_c.up.sql", "CREATE TABLE c (x);\n");
	place_file(&place, "3_c.down.sql", "DROP TABLE c;\n");
	place_ask(&place, "CREATE TABLE a (x)");
	place_ask(&place, "CREATE TABLE schema_migrations (version INTEGER, dirty INTEGER)");
	place_ask(&place, "INSERT INTO schema_migrations VALUES (1, 0)");
	adopt(&place);
	place_fails_with(&place, place_resolve(&place, "3", true), GW_E_EJECT,
			 "would never apply 2_b any more");
	assert_string_equal(place_status(&place), "1 applied; 2 pending; 3 pending");
	place_must(&place, place_up(&place));
	place_fails_with(&place, place_resolve(&place, "2", false), GW_E_EJECT,
			 "would never apply 2_b any more");
	place_must(&place, place_resolve(&place, "3", false));
	assert_string_equal(place_ask(&place, "SELECT version FROM schema_migrations"), "2");
	/* Nobody has run what came in before the last one since. */
	place_set(&place, GW_KEY_OUT_OF_ORDER, "allow");
	place_file(&place, "0_x.up.sql", "CREATE TABLE x (x);\n");
	place_fails_with(&place, place_up(&place), GW_E_OUT_OF_STEP,
			 "0_x is pending, and golang-migrate, which goes by its last version");
	place_done(&place);
}

/* A tool that has checksums gets that of the file as it is accepted. */
static void test_accept(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "V1__a.sql", "CREATE TABLE a (x);\n");
	place_file(&place, "R__v.sql", "CREATE TABLE IF NOT EXISTS v (x);\n");
	place_ask(&place,
		  "CREATE TABLE flyway_schema_history (installed_rank INTEGER, version, "
		  "description, type, script, checksum INTEGER, installed_by, installed_on, "
		  "execution_time, success)");
	place_ask(&place, "INSERT INTO flyway_schema_history VALUES (1, '0', '<< Flyway Baseline "
			  ">>', 'BASELINE', '<< Flyway Baseline >>', NULL, '', '', 0, 1)");
	adopt(&place);
	place_must(&place, place_up(&place));
	assert_string_equal(place_ask(&place, "SELECT version, script, checksum FROM "
					      "flyway_schema_history WHERE installed_rank > 1"),
			    "1|V1__a.sql|302061556;NULL|R__v.sql|-999799606");
	/* A repeatable one that was edited is to run again, with a row of its own. */
	place_file(&place, "R__v.sql", "CREATE TABLE IF NOT EXISTS v (y);\n");
	place_must(&place, place_up(&place));
	assert_string_equal(place_ask(&place, "SELECT count(*) FROM flyway_schema_history WHERE "
					      "version IS NULL"),
			    "2");
	place_file(&place, "V1__a.sql", "CREATE TABLE a (y);\n");
	place_must(&place, place_decide(&place, gw_session_accept, "1"));
	assert_string_equal(place_ask(&place, "SELECT checksum FROM flyway_schema_history WHERE "
					      "version = '1'"),
			    "331578819");
	place_done(&place);
}

/* A tool of programs is told of files by the programs beside them, of all or of nothing. */
static void test_programs(void **state GW_UNUSED)
{
	static const char names[] = "SELECT name FROM knex_migrations ORDER BY id";
	struct place place;

	place_init(&place);
	place_file(&place, "1_old.js", "");
	place_file(&place, "2_b.js", "");
	place_file(&place, "2_b.sql",
		   "-- godwit:up\nCREATE TABLE b (x);\n-- godwit:down\nDROP "
		   "TABLE b;\n");
	place_file(&place, "3_c.sql", "CREATE TABLE c (x);\n");
	place_ask(&place, "CREATE TABLE knex_migrations (id INTEGER PRIMARY KEY, name, batch, "
			  "migration_time)");
	place_ask(&place, "INSERT INTO knex_migrations (name, batch) VALUES ('1_old.js', 1)");
	adopt(&place);
	place_fails_with(&place, place_up(&place), GW_E_EJECT,
			 "knex cannot be told of 3_c: it runs programs");
	assert_string_equal(place_ask(&place, names), "1_old.js");
	place_file(&place, "3_c.js", "");
	place_file(&place, "R__v.sql", "CREATE VIEW IF NOT EXISTS v AS SELECT x FROM c;\n");
	place_must(&place, place_up(&place));
	assert_string_equal(place_ask(&place, names), "1_old.js;2_b.js;3_c.js");
	place_must(&place, place_resolve(&place, "3", false));
	assert_string_equal(place_ask(&place, names), "1_old.js;2_b.js");
	/* What the tool ran since is taken over. */
	place_ask(&place, "INSERT INTO knex_migrations (name, batch) VALUES ('3_c.js', 9)");
	place_fails_with(&place, place_up(&place), GW_E_OUT_OF_STEP,
			 "knex has applied 3_c, and godwit does not know of it");
	adopt(&place);
	assert_string_equal(place_status(&place),
			    "1_old applied; 2 applied; 3 applied; R__v pending");
	place_done(&place);
}

/* Alembic has one row, which a migration that is taken back leaves for the one before. */
static void test_alembic(void **state GW_UNUSED)
{
	static const char heads[] = "SELECT version_num FROM alembic_version";
	struct place place;

	place_init(&place);
	place_file(&place, "aa1_old.py", "revision = 'aa1'\ndown_revision = None\n");
	place_file(&place, "bb2_2_b.py", "revision = 'bb2'\ndown_revision = 'aa1'\n");
	place_file(&place, "2_b.sql", "CREATE TABLE b (x);\n");
	place_ask(&place, "CREATE TABLE alembic_version (version_num PRIMARY KEY)");
	place_ask(&place, "INSERT INTO alembic_version VALUES ('aa1')");
	adopt(&place);
	place_must(&place, place_up(&place));
	assert_string_equal(place_ask(&place, heads), "bb2");
	place_must(&place, place_resolve(&place, "2", false));
	assert_string_equal(place_ask(&place, heads), "aa1");
	assert_string_equal(place_status(&place), "aa1 applied; 2 pending");
	place_done(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_resolve, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_resolve_unfinished, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_baseline, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_gap, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_accept, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_programs, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_alembic, place_enter, place_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
