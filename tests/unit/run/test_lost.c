/*
 * The connection breaks, or the server refuses, at every request of a run. Nothing may be claimed that
 * did not happen; and the next run goes on so that in the end every statement has run exactly once, or
 * says that it cannot know.
 */
#include <ctype.h>

#include "fake.h"

enum { STEPS = 3, MAX_STATEMENTS = 4 };

/* A database and migrations for it; statements in order, as they are sent. */
struct world {
	const char *title;
	const struct gw_engine *engine;
	enum gw_run_mode mode;
	struct double_file files[STEPS + 4];
	const char *statements[STEPS][MAX_STATEMENTS];
};

#define HOOKS                                                       \
	{"hooks/before-run.sql", "UPDATE h SET a = 1;\n"},          \
		{"hooks/after-run.sql", "UPDATE h SET a = 2;\n"},   \
		{"hooks/before-each.sql", "UPDATE h SET a = 3;\n"}, \
	{                                                           \
		"hooks/after-each.sql", "UPDATE h SET a = 4;\n"     \
	}

static const struct world worlds[] = {
	{"transactions",
	 &fake_transactional,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x);\nINSERT INTO a VALUES (1);\n"},
	  {"2.sql", "CREATE TABLE b (x);\n"},
	  {"3.sql", "-- godwit:up\nCREATE TABLE c (x);\n-- godwit:verify\nSELECT 1;\n"},
	  HOOKS},
	 {{"CREATE TABLE a (x)", "INSERT INTO a VALUES (1)"},
	  {"CREATE TABLE b (x)"},
	  {"CREATE TABLE c (x)"}}},
	{"one transaction",
	 &fake_transactional,
	 GW_MODE_RUN,
	 {{"1.sql", "CREATE TABLE a (x);\nINSERT INTO a VALUES (1);\n"},
	  {"2.sql", "CREATE TABLE b (x);\n"},
	  {"3.sql", "CREATE TABLE c (x);\n"},
	  HOOKS},
	 {{"CREATE TABLE a (x)", "INSERT INTO a VALUES (1)"},
	  {"CREATE TABLE b (x)"},
	  {"CREATE TABLE c (x)"}}},
	{"segments",
	 &fake_transactional,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x);\n"},
	  {"2.sql", "CREATE TABLE b (x);\nVACUUM b;\nVACUUM a;\nINSERT INTO b VALUES (1);\n"},
	  {"3.sql", "-- godwit:up transaction=off\nCREATE TABLE c (x);\nCREATE TABLE d (x);\n"
		    "-- godwit:verify\nSELECT 1;\n"},
	  HOOKS},
	 {{"CREATE TABLE a (x)"},
	  {"CREATE TABLE b (x)", "VACUUM b", "VACUUM a", "INSERT INTO b VALUES (1)"},
	  {"CREATE TABLE c (x)", "CREATE TABLE d (x)"}}},
	{"committing",
	 &fake_committing,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n"
		    "INSERT INTO a VALUES (2);\nALTER TABLE a ADD y int;\n"},
	  {"2.sql", "LOCK TABLES a WRITE;\nINSERT INTO a VALUES (3);\n"
		    "INSERT INTO a VALUES (4);\nUNLOCK TABLES;\n"},
	  {"3.sql", "-- godwit:up\nCREATE TABLE c (x int);\n-- godwit:verify\nSELECT 1;\n"},
	  HOOKS},
	 {{"CREATE TABLE a (x int)", "INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (2)",
	   "ALTER TABLE a ADD y int"},
	  {"LOCK TABLES a WRITE", "INSERT INTO a VALUES (3)", "INSERT INTO a VALUES (4)",
	   "UNLOCK TABLES"},
	  {"CREATE TABLE c (x int)"}}},
	{"segments, seen",
	 &fake_transactional_seeing,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x);\n"},
	  {"2.sql", "CREATE TABLE b (x);\nVACUUM b;\nVACUUM a;\nINSERT INTO b VALUES (1);\n"},
	  {"3.sql", "-- godwit:up transaction=off\nCREATE TABLE c (x);\nCREATE TABLE d (x);\n"
		    "-- godwit:verify\nSELECT 1;\n"},
	  HOOKS},
	 {{"CREATE TABLE a (x)"},
	  {"CREATE TABLE b (x)", "VACUUM b", "VACUUM a", "INSERT INTO b VALUES (1)"},
	  {"CREATE TABLE c (x)", "CREATE TABLE d (x)"}}},
	{"committing, seen",
	 &fake_committing_seeing,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n"
		    "INSERT INTO a VALUES (2);\nALTER TABLE a ADD y int;\n"},
	  {"2.sql", "LOCK TABLES a WRITE;\nINSERT INTO a VALUES (3);\n"
		    "INSERT INTO a VALUES (4);\nUNLOCK TABLES;\n"},
	  {"3.sql", "-- godwit:up\nCREATE TABLE c (x int);\n-- godwit:verify\nSELECT 1;\n"},
	  HOOKS},
	 {{"CREATE TABLE a (x int)", "INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (2)",
	   "ALTER TABLE a ADD y int"},
	  {"LOCK TABLES a WRITE", "INSERT INTO a VALUES (3)", "INSERT INTO a VALUES (4)",
	   "UNLOCK TABLES"},
	  {"CREATE TABLE c (x int)"}}},
	{"committing, signed",
	 &fake_committing_signing,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n"
		    "INSERT INTO a VALUES (2);\nALTER TABLE a ADD y int;\n"},
	  {"2.sql", "LOCK TABLES a WRITE;\nINSERT INTO a VALUES (3);\n"
		    "INSERT INTO a VALUES (4);\nUNLOCK TABLES;\n"},
	  {"3.sql", "-- godwit:up\nCREATE TABLE c (x int);\n-- godwit:verify\nSELECT 1;\n"},
	  HOOKS},
	 {{"CREATE TABLE a (x int)" FAKE_SIGN, "INSERT INTO a VALUES (1)",
	   "INSERT INTO a VALUES (2)", "ALTER TABLE a ADD y int" FAKE_SIGN},
	  {"LOCK TABLES a WRITE", "INSERT INTO a VALUES (3)", "INSERT INTO a VALUES (4)",
	   "UNLOCK TABLES"},
	  {"CREATE TABLE c (x int)" FAKE_SIGN}}},
	{"rows without a transaction of all",
	 &fake_transactional_seeing,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "-- godwit:up transaction=off\nINSERT INTO a VALUES (1);\nVACUUM a;\n"
		    "INSERT INTO a VALUES (2);\n"},
	  {"2.sql", "CREATE TABLE b (x);\n"},
	  {"3.sql", "-- godwit:up transaction=off\nINSERT INTO b VALUES (1);\n"}},
	 {{"INSERT INTO a VALUES (1)", "VACUUM a", "INSERT INTO a VALUES (2)"},
	  {"CREATE TABLE b (x)"},
	  {"INSERT INTO b VALUES (1)"}}},
	{"rows without a transaction of all, committing",
	 &fake_committing_seeing,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "-- godwit:up transaction=off\nINSERT INTO a VALUES (1);\n"
		    "ALTER TABLE a ADD y int;\nINSERT INTO a VALUES (2);\n"},
	  {"2.sql", "CREATE TABLE b (x int);\n"},
	  {"3.sql", "-- godwit:up transaction=off\nINSERT INTO b VALUES (1);\n"}},
	 {{"INSERT INTO a VALUES (1)", "ALTER TABLE a ADD y int", "INSERT INTO a VALUES (2)"},
	  {"CREATE TABLE b (x int)"},
	  {"INSERT INTO b VALUES (1)"}}},
	{"alone, one after another",
	 &fake_transactional_seeing,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x);\n"}, {"2.sql", "VACUUM a;\n"}, {"3.sql", "VACUUM;\n"}},
	 {{"CREATE TABLE a (x)"}, {"VACUUM a"}, {"VACUUM"}}},
	{"definitions, one after another",
	 &fake_committing_seeing,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x int);\n"},
	  {"2.sql", "ALTER TABLE a ADD y int;\nALTER TABLE a ADD z int;\n"},
	  {"3.sql", "CREATE TABLE b (x int);\n"}},
	 {{"CREATE TABLE a (x int)"},
	  {"ALTER TABLE a ADD y int", "ALTER TABLE a ADD z int"},
	  {"CREATE TABLE b (x int)"}}},
	{"definitions that show, one after another",
	 &fake_committing_telling,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x int);\n"},
	  {"2.sql", "ALTER TABLE a ADD y int;\nALTER TABLE a ADD z int;\n"},
	  {"3.sql", "CREATE TABLE b (x int);\nINSERT INTO b VALUES (1);\n"}},
	 {{"CREATE TABLE a (x int)"},
	  {"ALTER TABLE a ADD y int", "ALTER TABLE a ADD z int"},
	  {"CREATE TABLE b (x int)", "INSERT INTO b VALUES (1)"}}},
	{"single definitions that show",
	 &fake_committing_telling,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x int);\n"},
	  {"2.sql", "ALTER TABLE a ADD y int;\n"},
	  {"3.sql", "CREATE TABLE b (x int);\nINSERT INTO b VALUES (1);\n"}},
	 {{"CREATE TABLE a (x int)"},
	  {"ALTER TABLE a ADD y int"},
	  {"CREATE TABLE b (x int)", "INSERT INTO b VALUES (1)"}}},
	{"definitions that show, with hooks",
	 &fake_committing_telling,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x int);\n"},
	  {"2.sql", "ALTER TABLE a ADD y int;\n"},
	  {"3.sql", "CREATE TABLE b (x int);\n"},
	  HOOKS},
	 {{"CREATE TABLE a (x int)"}, {"ALTER TABLE a ADD y int"}, {"CREATE TABLE b (x int)"}}},
	{"sent ahead",
	 &fake_committing_ahead,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n"},
	  {"2.sql", "INSERT INTO a VALUES (2);\nALTER TABLE a ADD y int;\n"},
	  {"3.sql", "CREATE TABLE b (x int);\n"}},
	 {{"CREATE TABLE a (x int)", "INSERT INTO a VALUES (1)"},
	  {"INSERT INTO a VALUES (2)", "ALTER TABLE a ADD y int"},
	  {"CREATE TABLE b (x int)"}}},
	{"sent ahead, and asked meanwhile",
	 &fake_committing_asking,
	 GW_MODE_MIGRATION,
	 {{"1.sql", "CREATE TABLE a (x int);\n"},
	  {"2.sql", "INSERT INTO a VALUES (1);\nALTER TABLE a ADD y int;\n"},
	  {"3.sql", "INSERT INTO a VALUES (2);\n"}},
	 {{"CREATE TABLE a (x int)"},
	  {"INSERT INTO a VALUES (1)", "ALTER TABLE a ADD y int"},
	  {"INSERT INTO a VALUES (2)"}}},
};

static const struct gw_actor nobody = {.git_dirty = -1};

/* One run in one world. */
struct trial {
	const struct world *world;
	struct fake *fake;
	struct gw_arena arena;
	struct gw_source *source;
	struct gw_plan plan;
	struct gw_run_report report;
	struct gw_error *err;
	const char *name; /* for messages */
};

static size_t file_count(const struct world *world)
{
	size_t n = 0;

	while (n < GW_COUNT(world->files) && world->files[n].path != NULL)
		n++;
	return n;
}

static bool prepare(struct trial *trial, struct gw_history **ret_history)
{
	const struct world *world = trial->world;
	const struct gw_survey_request survey = {.caps = &world->engine->caps, .mode = world->mode};
	const struct gw_plan_request request = {.goal = GW_GOAL_UP};

	return gw_source_load(&trial->arena,
			      tree_double(&trial->arena, world->files, file_count(world)), "godwit",
			      world->engine->dialect, &trial->source, &trial->err) &&
	       gw_history_load(&trial->arena, &trial->fake->conn, NULL, ret_history, &trial->err) &&
	       gw_history_ensure(*ret_history, &nobody, &trial->err) &&
	       gw_plan_make(&trial->arena, trial->source, *ret_history, &request, &trial->plan,
			    &trial->err) &&
	       gw_plan_survey(&trial->arena, *ret_history, &survey, &trial->plan, &trial->err);
}

/* Runs what is pending; requests are counted from the begin of the run. */
static bool run(struct trial *trial, size_t fails_at)
{
	const struct gw_run_options options = {.mode = trial->world->mode,
					       .timeouts = {.lock_ms = 5}};
	struct gw_history *history;
	bool ok;

	trial->fake->fails_at = SIZE_MAX;
	if (!prepare(trial, &history))
		fail_msg("%s: %s", trial->name, trial->err->message);
	assert_int_equal(trial->plan.refusals.n, 0);
	trial->fake->requests = 0;
	trial->fake->fails_at = fails_at;
	ok = gw_run(&trial->arena, trial->source, history, &trial->plan, &options, &trial->report,
		    &trial->err);
	/* All that was sent is answered. */
	assert_null(trial->fake->ahead);
	assert_null(trial->fake->conn.land);
	return ok;
}

static void end(struct trial *trial)
{
	gw_error_clear(&trial->err);
	gw_source_close(trial->source);
	gw_arena_done(&trial->arena);
}

/* How often a statement ran. Locks are taken again by whoever goes on under them. */
static size_t runs_of(const struct trial *trial, const char *sql)
{
	size_t n = fake_count(trial->fake, sql);

	return strncmp(sql, "LOCK", 4) == 0 ? GW_MIN(n, (size_t)1) : n;
}

/* Statements of a step that stand. */
static size_t standing(const struct trial *trial, size_t step)
{
	size_t n = 0;

	for (size_t i = 0; i < MAX_STATEMENTS && trial->world->statements[step][i] != NULL; i++)
		n += runs_of(trial, trial->world->statements[step][i]);
	return n;
}

static size_t statement_count(const struct world *world, size_t step)
{
	size_t n = 0;

	while (n < MAX_STATEMENTS && world->statements[step][n] != NULL)
		n++;
	return n;
}

/* The first number in a text; one for "the first statement", none for "nothing of this migration". */
static size_t first_number(const char *text)
{
	uint64_t number = strncmp(text, "nothing", 7) == 0 ? 0 : 1;
	size_t n = 0;

	while (*text != '\0' && !isdigit((unsigned char)*text))
		text++;
	while (isdigit((unsigned char)text[n]))
		n++;
	(void)!gw_parse_u64((struct gw_view){text, n}, &number);
	return (size_t)number;
}

#define CLAIM(trial, condition)                                                        \
	do {                                                                           \
		if (!(condition))                                                      \
			fail_msg("%s: not so: " #condition " (%s: %s)", (trial)->name, \
				 gw_state_slug((trial)->err->state),                   \
				 gw_error_state_text((trial)->err));                   \
	} while (0)

/* What is claimed to be done is done, whole, and in the history. */
static void check_done(const struct trial *trial)
{
	for (size_t i = 0; i < trial->report.steps.n; i++) {
		const char *key = gw_format(&trial->fake->arena, "%zu", i + 1);

		CLAIM(trial, trial->report.steps.items[i].step == &trial->plan.steps.items[i]);
		CLAIM(trial, fake_events(trial->fake, "applied", key) == 1);
		CLAIM(trial, standing(trial, i) == statement_count(trial->world, i));
	}
}

/* Nothing stands of the steps from this one on. */
static void check_nothing_from(const struct trial *trial, size_t first)
{
	CLAIM(trial, fake_events(trial->fake, "applied", NULL) == first);
	for (size_t i = first; i < STEPS; i++)
		CLAIM(trial, standing(trial, i) == 0);
}

static void check_state(const struct trial *trial)
{
	size_t done = trial->report.steps.n;
	const char *text = gw_error_state_text(trial->err);

	switch (trial->err->state) {
	case GW_STATE_UNTOUCHED:
		CLAIM(trial, done == 0);
		check_nothing_from(trial, 0);
		break;
	case GW_STATE_ROLLED_BACK:
	case GW_STATE_COMMITTED:
		check_nothing_from(trial, done);
		break;
	case GW_STATE_PARTIAL:
		CLAIM(trial, trial->report.failed == &trial->plan.steps.items[done]);
		CLAIM(trial, standing(trial, done) == first_number(text));
		CLAIM(trial, fake_events(trial->fake, "applied", NULL) == done);
		for (size_t i = done + 1; i < STEPS; i++)
			CLAIM(trial, standing(trial, i) == 0);
		break;
	case GW_STATE_UNKNOWN:
		if (isdigit((unsigned char)text[0]))
			CLAIM(trial, standing(trial, done) >= first_number(text));
		break;
	}
}

/* Every statement of every step exactly once, and every step in the history once; nothing in the journal. */
static void check_all(const struct trial *trial)
{
	check_turns(trial->fake);
	assert_int_equal(fake_journal(trial->fake).nrows, 0);
	for (size_t i = 0; i < STEPS; i++) {
		const char *key = gw_format(&trial->fake->arena, "%zu", i + 1);

		if (fake_events(trial->fake, "applied", key) != 1)
			fail_msg("%s: %s is not in the history once", trial->name, key);
		for (size_t k = 0; k < statement_count(trial->world, i); k++) {
			const char *sql = trial->world->statements[i][k];

			if (runs_of(trial, sql) != 1)
				fail_msg("%s: '%s' ran %zu times", trial->name, sql,
					 runs_of(trial, sql));
		}
	}
}

/* Hooks around the steps ran as often as these, but for one whose step was said to stand in nothing. */
static void check_hooks(const struct trial *trial, const struct gw_error *before)
{
	bool again = before != NULL &&
		     strstr(gw_error_state_text(before), "the hook before") != NULL;
	bool has_hooks = fake_count(trial->fake, "UPDATE h SET a = 1") != 0;

	if (!has_hooks)
		return;
	assert_int_equal(fake_count(trial->fake, "UPDATE h SET a = 3"), STEPS + again);
	assert_int_equal(fake_count(trial->fake, "UPDATE h SET a = 4"), STEPS);
}

/* The next run finishes, or says which statement it cannot know about. */
static void check_next_run(const struct trial *trial)
{
	struct trial next = {.world = trial->world, .fake = trial->fake, .name = trial->name};

	fake_reconnect(trial->fake);
	if (run(&next, SIZE_MAX)) {
		check_all(&next);
		check_hooks(&next, trial->err);
	} else {
		if (next.err->code != GW_E_UNSETTLED)
			fail_msg("%s: %s", next.name, next.err->message);
		/* Never where the engine can see what became of it. */
		if (next.world->engine->judge != NULL &&
		    strstr(next.err->message, "statement 1 of 2") == NULL)
			fail_msg("%s: %s", next.name, next.err->message);
		/* Nor where it could have had a transaction: VACUUM cannot. */
		if (next.world->engine->caps.transactional_ddl &&
		    strstr(next.err->message, "statement 2 of 2") == NULL &&
		    strstr(next.err->message, "statement 3 of 2") == NULL)
			fail_msg("%s: %s", next.name, next.err->message);
		/* Only where the first run could not know either. */
		if (trial->err->state != GW_STATE_UNKNOWN)
			fail_msg("%s: in doubt, and the first run said %s", next.name,
				 gw_error_state_text(trial->err));
	}
	end(&next);
}

/* How many requests a whole run has. */
static size_t count_requests(const struct world *world)
{
	struct fake fake;
	struct trial trial = {.world = world, .fake = &fake, .name = world->title};
	size_t n;

	fake_open(&fake, world->engine);
	if (!run(&trial, SIZE_MAX))
		fail_msg("%s: %s", world->title, trial.err->message);
	assert_int_equal(trial.report.steps.n, STEPS);
	check_all(&trial);
	check_hooks(&trial, NULL);
	assert_int_equal(fake_events(&fake, "finished", NULL), 1);
	n = fake.requests;
	assert_int_equal(fake.sent != 0, world->engine->send != NULL);
	end(&trial);
	fake_done(&fake);
	return n;
}

/* What was said, and how much stands. */
struct outcome {
	enum gw_state state;
	size_t standing;
};

static struct outcome break_at(const struct world *world, size_t fails_at, enum fate fate)
{
	static const char *const fates[] = {"lost before", "lost at", "lost behind", "refused at"};
	struct fake fake;
	struct trial trial = {.world = world, .fake = &fake};
	struct outcome outcome;

	fake_open(&fake, world->engine);
	fake.fate = fate;
	trial.name = gw_format(&fake.arena, "%s, %s request %zu", world->title, fates[fate],
			       fails_at);
	if (run(&trial, fails_at))
		fail_msg("%s: nobody noticed", trial.name);
	CLAIM(&trial, fate == FATE_REFUSED || trial.err->code == GW_E_CONNECTION_LOST);
	check_done(&trial);
	check_state(&trial);
	outcome = (struct outcome){trial.err->state, fake.committed.list.n};
	check_next_run(&trial);
	end(&trial);
	fake_done(&fake);
	return outcome;
}

/* All fates look the same from here: what is said is, and "unknown" only where they differ. */
static void break_in_every_way(const struct world *world, size_t fails_at)
{
	struct outcome outcomes[FATE_REFUSED];
	bool differ = false;

	for (int fate = 0; fate < FATE_REFUSED; fate++) {
		outcomes[fate] = break_at(world, fails_at, (enum fate)fate);
		assert_int_equal(outcomes[fate].state, outcomes[0].state);
		differ = differ || outcomes[fate].standing != outcomes[0].standing;
	}
	if (outcomes[0].state == GW_STATE_UNKNOWN && !differ)
		fail_msg("%s, request %zu: this can be known", world->title, fails_at);
}

static void test_lost(void **state GW_UNUSED)
{
	for (size_t w = 0; w < GW_COUNT(worlds); w++) {
		size_t n = count_requests(&worlds[w]);

		assert_true(n > 10);
		for (size_t k = 0; k < n; k++)
			break_in_every_way(&worlds[w], k);
	}
}

/* Whatever is refused, it is known what stands, and the next run finishes. */
static void test_refused(void **state GW_UNUSED)
{
	for (size_t w = 0; w < GW_COUNT(worlds); w++) {
		size_t n = count_requests(&worlds[w]);

		for (size_t k = 0; k < n; k++)
			assert_int_not_equal(break_at(&worlds[w], k, FATE_REFUSED).state,
					     GW_STATE_UNKNOWN);
	}
}

/* Of a world: migrations that make a table each. */
#define THREE_TABLES                                                    \
	{{"1.sql", "CREATE TABLE a (x int);\n"},                        \
	 {"2.sql", "CREATE TABLE b (x int);\n"},                        \
	 {"3.sql", "CREATE TABLE c (x int);\n"}},                       \
	{                                                               \
		{"CREATE TABLE a (x int)"}, {"CREATE TABLE b (x int)"}, \
		{                                                       \
			"CREATE TABLE c (x int)"                        \
		}                                                       \
	}

/* A migration ends, and the next one begins, with one row of the journal that becomes another. */
static void test_turns(void **state GW_UNUSED)
{
	static const struct world world = {"single definitions", &fake_committing_telling,
					   GW_MODE_MIGRATION, THREE_TABLES};
	struct fake fake;
	struct trial trial = {.world = &world, .fake = &fake, .name = world.title};

	fake_open(&fake, world.engine);
	assert_true(run(&trial, SIZE_MAX));
	check_all(&trial);
	assert_int_equal(fake_count(&fake, fake_queries[GW_Q_JOURNAL_INSERT]), 1);
	assert_int_equal(fake_count(&fake, fake_queries[GW_Q_JOURNAL_TURN]), 2);
	assert_int_equal(fake_count(&fake, fake_queries[GW_Q_JOURNAL_CLEAR]), 1);
	end(&trial);
	fake_done(&fake);
}

/* Nothing is sent ahead where that takes longer than to make what is left. */
static void test_distance(void **state GW_UNUSED)
{
	static const struct world world = {"far away", &fake_committing_ahead, GW_MODE_MIGRATION,
					   THREE_TABLES};

	for (int far = 0; far < 2; far++) {
		struct fake fake;
		struct trial trial = {.world = &world, .fake = &fake, .name = world.title};

		fake_open(&fake, world.engine);
		fake.distance_us = far * 1000000;
		assert_true(run(&trial, SIZE_MAX));
		check_all(&trial);
		assert_int_equal(fake.sent, !far);
		end(&trial);
		fake_done(&fake);
	}
}

/* To wait for answers is not to make requests. */
static void test_distance_of_questions(void **state GW_UNUSED)
{
	static const struct world world = {
		"asked far away",
		&fake_committing_asking,
		GW_MODE_MIGRATION,
		{{"1.sql", "INSERT INTO a VALUES (1);\nALTER TABLE a ADD x int;\n"},
		 {"2.sql", "CREATE TABLE b (x int);\n"},
		 {"3.sql", "CREATE TABLE c (x int);\n"}},
		{{"INSERT INTO a VALUES (1)", "ALTER TABLE a ADD x int"},
		 {"CREATE TABLE b (x int)"},
		 {"CREATE TABLE c (x int)"}}};
	struct fake fake;
	struct trial trial = {.world = &world, .fake = &fake, .name = world.title};

	fake_open(&fake, world.engine);
	fake.distance_us = 1000000;
	assert_true(run(&trial, SIZE_MAX));
	check_all(&trial);
	assert_true(fake.conn.asked_us != 0);
	assert_int_equal(fake.sent, 0);
	end(&trial);
	fake_done(&fake);
}

/*
 * A statement that commits behind our back: it stands, with what came before it, and is not run again.
 */
static void test_transaction_lost(void **state GW_UNUSED)
{
	static const struct world world = {
		"a hidden commit",
		&fake_committing,
		GW_MODE_MIGRATION,
		{{"1.sql", "INSERT INTO a VALUES (1);\nXYZZY;\nINSERT INTO a VALUES (2);\n"},
		 {"2.sql", "SELECT 2;\n"},
		 {"3.sql", "SELECT 3;\n"}},
		{{"INSERT INTO a VALUES (1)", "XYZZY", "INSERT INTO a VALUES (2)"},
		 {"SELECT 2"},
		 {"SELECT 3"}}};
	struct fake fake;
	struct trial trial = {.world = &world, .fake = &fake, .name = world.title};

	fake_open(&fake, world.engine);
	assert_false(run(&trial, SIZE_MAX));
	CLAIM(&trial, trial.err->code == GW_E_TRANSACTION_LOST);
	CLAIM(&trial, trial.err->state == GW_STATE_PARTIAL);
	assert_int_equal(standing(&trial, 0), 2);
	check_done(&trial);
	check_state(&trial);
	check_next_run(&trial);
	end(&trial);
	fake_done(&fake);
}

/* A hook has no line that could say so. */
static void test_hook_commits(void **state GW_UNUSED)
{
	static const char *const paths[] = {"hooks/before-run.sql", "hooks/before-each.sql",
					    "hooks/after-each.sql", "hooks/after-run.sql"};

	for (size_t i = 0; i < GW_COUNT(paths); i++) {
		const struct world world = {"a hidden commit in a hook",
					    &fake_committing,
					    GW_MODE_MIGRATION,
					    {{paths[i], "XYZZY;\n"}, {"1.sql", "SELECT 1;\n"}},
					    {{"SELECT 1"}}};
		struct fake fake;
		struct trial trial = {.world = &world, .fake = &fake, .name = paths[i]};

		fake_open(&fake, world.engine);
		assert_false(run(&trial, SIZE_MAX));
		CLAIM(&trial, trial.err->code == GW_E_TRANSACTION_LOST);
		CLAIM(&trial, strstr(trial.err->hint, "godwit:up") == NULL);
		CLAIM(&trial, strstr(trial.err->hint, "hook") != NULL);
		end(&trial);
		fake_done(&fake);
	}
}

/*
 * The row of a migration in the history and the note about what comes next share a commit. There is a
 * note for each that it is done, since this engine does not say that its looks tell in any case.
 */
static void test_commits(void **state GW_UNUSED)
{
	static const struct world world = {"definitions", &fake_committing_seeing,
					   GW_MODE_MIGRATION, THREE_TABLES};
	struct fake fake;
	struct trial trial = {.world = &world, .fake = &fake, .name = world.title};

	fake_open(&fake, world.engine);
	assert_true(run(&trial, SIZE_MAX));
	/* The first row of all, the first note, and the row that closes the run. */
	assert_int_equal(fake.commits, 2 + 2 * STEPS + 1);
	end(&trial);
	fake_done(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_distance_of_questions),
		cmocka_unit_test(test_transaction_lost),
		cmocka_unit_test(test_hook_commits),
		cmocka_unit_test(test_commits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
