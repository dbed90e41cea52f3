/* The chain: a change of any row is found, and where. */
#include "store.h"

static struct gw_chain_finding verify(struct store *store)
{
	struct gw_chain_finding finding;

	store_load(store);
	if (!gw_history_verify_chain(store->history, &store->arena, &finding, &store->err))
		fail_msg("%s", store->err->message);
	return finding;
}

static void append_many(struct store *store, int n)
{
	store_exec(store, "BEGIN");
	for (int i = 1; i <= n; i++)
		store_append(store, gw_format(&store->arena, "%d", i));
	store_exec(store, "COMMIT");
}

/* Longer than a slice, and of exactly one slice. */
static void test_holds(void **state GW_UNUSED)
{
	static const int lengths[] = {0, 1, 498, 499, 500, 999, 1100};

	for (size_t i = 0; i < GW_COUNT(lengths); i++) {
		struct store store;
		struct gw_chain_finding finding;

		store_open(&store);
		append_many(&store, lengths[i]);
		finding = verify(&store);
		if (finding.broken)
			fail_msg("%d rows: %lld: %s", lengths[i], (long long)finding.seq,
				 finding.what);
		store_done(&store);
	}
}

static void test_no_tables(void **state GW_UNUSED)
{
	struct store store = {0};

	store_connect(&store, "sqlite::memory:");
	assert_false(verify(&store).broken);
	store_done(&store);
}

/* What somebody does to 12 rows, and what is found. */
static const struct {
	const char *sql;
	int64_t seq; /* -1: nothing */
	const char *what;
} cases[] = {
	{"UPDATE godwit_history SET version = '99' WHERE seq = 5", 5, "does not match"},
	{"UPDATE godwit_history SET version = '99' WHERE seq = 11", 11, "does not match"},
	{"UPDATE godwit_history SET tool_version = '2' WHERE seq = 0", 0, "does not match"},
	{"UPDATE godwit_history SET reason = NULL WHERE seq = 7", 7, "does not match"},
	{"UPDATE godwit_history SET detail = '' WHERE seq = 7", 7, "does not match"},
	{"UPDATE godwit_history SET started_at = started_at + 1 WHERE seq = 7", 7,
	 "does not match"},
	{"UPDATE godwit_history SET duration_us = 0 WHERE seq = 7", 7, "does not match"},
	{"DELETE FROM godwit_history WHERE seq = 4", 4, "row 4 is missing"},
	{"DELETE FROM godwit_history WHERE seq = 0", 0, "row 0 is missing"},
	{"DELETE FROM godwit_history WHERE seq BETWEEN 3 AND 9", 3, "row 3 is missing"},
	{"UPDATE godwit_history SET hash = upper(hash) || '!' WHERE seq = 6", 6, "does not match"},
	{"UPDATE godwit_history SET prev_hash = prev_hash || '!' WHERE seq = 4", 4,
	 "not the hash of the row before"},
	{"UPDATE godwit_history SET prev_hash = '' WHERE seq = 3", 3,
	 "not the hash of the row before"},
	{"UPDATE godwit_history SET seq = seq + 100 WHERE seq > 8", 9, "row 9 is missing"},
	{"UPDATE godwit_history SET seq = CASE seq WHEN 5 THEN -6 ELSE -5 END WHERE seq IN (5, 6);"
	 "UPDATE godwit_history SET seq = -seq WHERE seq < 0",
	 5, "not the hash of the row before"},
	{"UPDATE godwit_history SET hash = hash WHERE seq = 5", -1, NULL},
	/* truncation leaves a chain that holds: that is what checkpoints are for */
	{"DELETE FROM godwit_history WHERE seq > 6", -1, NULL},
};

static void tamper(struct store *store, const char *sql)
{
	struct gw_view rest = gw_view_of(sql);
	struct gw_view statement;

	store_exec(store, "PRAGMA ignore_check_constraints = ON");
	while (gw_view_next_field(&rest, ';', &statement))
		store_exec(store, gw_view_dup(&store->arena, statement));
}

static void test_broken(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct store store;
		struct gw_chain_finding finding;

		store_open(&store);
		append_many(&store, 11);
		tamper(&store, cases[i].sql);
		finding = verify(&store);
		if (finding.broken != (cases[i].seq >= 0))
			fail_msg("%s: %s", cases[i].sql, finding.broken ? finding.what : "nothing");
		if (finding.broken &&
		    (finding.seq != cases[i].seq || strstr(finding.what, cases[i].what) == NULL))
			fail_msg("%s: %lld: %s", cases[i].sql, (long long)finding.seq,
				 finding.what);
		store_done(&store);
	}
}

/* Rows are missing at the edges of slices too. */
static void test_broken_at_slices(void **state GW_UNUSED)
{
	static const int64_t missing[] = {1, 499, 500, 501, 999, 1000};

	for (size_t i = 0; i < GW_COUNT(missing); i++) {
		struct store store;
		struct gw_chain_finding finding;

		store_open(&store);
		append_many(&store, 1100);
		store_exec(&store,
			   gw_format(&store.arena, "DELETE FROM godwit_history WHERE seq = %lld",
				     (long long)missing[i]));
		finding = verify(&store);
		assert_true(finding.broken);
		assert_int_equal(finding.seq, missing[i]);
		store_done(&store);
	}
}

/* Who rewrites a row and its hash breaks the row after it. */
static void test_rewritten(void **state GW_UNUSED)
{
	struct store store;
	struct gw_events events;
	struct gw_chain_finding finding;
	struct gw_event *row;
	struct gw_digest hash;

	store_open(&store);
	append_many(&store, 5);
	assert_true(gw_history_events(store.history, &store.arena, 3, 3, &events, &store.err));
	row = &events.list.items[0];
	row->values[GW_COLUMN_version] = gw_value_text(GW_VIEW("99"));
	hash = gw_event_hash(row);
	store_exec(&store, gw_format(&store.arena,
				     "UPDATE godwit_history SET version = '99', hash = '%s' "
				     "WHERE seq = 3",
				     gw_digest_hex(&store.arena, &hash)));
	finding = verify(&store);
	assert_true(finding.broken);
	assert_int_equal(finding.seq, 4);
	store_done(&store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds),     cmocka_unit_test(test_no_tables),
		cmocka_unit_test(test_broken),    cmocka_unit_test(test_broken_at_slices),
		cmocka_unit_test(test_rewritten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
