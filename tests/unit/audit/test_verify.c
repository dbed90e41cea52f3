/* The chain: a change of any row is found, and where, and often what. */
#include "audit/verify.h"
#include "history/store.h"

static struct gw_chain_finding verify_against(struct store *store,
					      const struct gw_checkpoints *checkpoints)
{
	struct gw_chain_finding finding = {0};

	if (!gw_history_open(&store->arena, store->conn, NULL, &store->history, &store->err) ||
	    !gw_audit_history(store->history, &store->arena, checkpoints, NULL, NULL, &finding,
			      &store->err))
		fail_msg("%s", store->err->message);
	return finding;
}

static struct gw_chain_finding verify(struct store *store)
{
	return verify_against(store, NULL);
}

/* Like those of runs: with texts, checksums of theirs, and numbers. */
static void append(struct store *store, int i)
{
	struct gw_arena *arena = &store->arena;
	struct gw_event event = store_event(GW_EVENT_APPLIED, gw_format(arena, "%d", i));
	struct gw_view text = gw_view_of(gw_format(arena, "CREATE TABLE t%d (a int)", i));
	struct gw_digest digest = gw_sha256_of(text);

	event.values[GW_COLUMN_kind] = gw_value_text(GW_VIEW("versioned"));
	event.values[GW_COLUMN_up_sql] = gw_value_text(text);
	event.values[GW_COLUMN_checksum_up] = gw_value_text(
		gw_view_of(gw_digest_hex(arena, &digest)));
	event.values[GW_COLUMN_checksum] = event.values[GW_COLUMN_checksum_up];
	event.values[GW_COLUMN_duration_us] = gw_value_int(1000 + i);
	event.values[GW_COLUMN_statements] = gw_value_int(0);
	if (!gw_history_append(&store->recorder, &event, &store->err))
		fail_msg("%s", store->err->message);
}

static void append_many(struct store *store, int n)
{
	store_exec(store, "BEGIN");
	for (int i = 1; i <= n; i++)
		append(store, i);
	store_exec(store, "COMMIT");
	store_exec(store, "PRAGMA ignore_check_constraints = ON");
}

static void test_holds(void **state GW_UNUSED)
{
	static const int lengths[] = {0, 1, 500, 1100};

	for (size_t i = 0; i < GW_COUNT(lengths); i++) {
		struct store store;
		struct gw_chain_finding finding;

		store_open(&store);
		append_many(&store, lengths[i]);
		finding = verify(&store);
		if (finding.fault != GW_CHAIN_WHOLE)
			fail_msg("%d rows: %lld: %s", lengths[i], (long long)finding.seq,
				 finding.what);
		store_done(&store);
	}
}

static void test_no_tables(void **state GW_UNUSED)
{
	struct store store = {0};

	store_connect(&store, "sqlite::memory:");
	assert_int_equal(verify(&store).fault, GW_CHAIN_WHOLE);
	store_done(&store);
}

/* What somebody does to 12 rows, and what is found. */
static const struct {
	const char *sql;
	enum gw_chain_fault fault;
	int64_t seq;
	const char *what;
} cases[] = {
	{"UPDATE godwit_history SET version = '99' WHERE seq = 5", GW_CHAIN_ALTERED, 5,
	 "which column"},
	{"UPDATE godwit_history SET version = '99' WHERE seq = 11", GW_CHAIN_ALTERED, 11,
	 "which column"},
	{"UPDATE godwit_history SET tool_version = '2' WHERE seq = 0", GW_CHAIN_ALTERED, 0,
	 "tool_version was '1', and is '2'"},
	{"UPDATE godwit_history SET reason = NULL WHERE seq = 7", GW_CHAIN_ALTERED, 7,
	 "reason was 'because', and is NULL"},
	{"UPDATE godwit_history SET detail = '' WHERE seq = 7", GW_CHAIN_ALTERED, 7,
	 "detail was NULL, and is ''"},
	{"UPDATE godwit_history SET os_user = 'eve' WHERE seq = 11", GW_CHAIN_ALTERED, 11,
	 "os_user was 'ann', and is 'eve'"},
	{"UPDATE godwit_history SET started_at = started_at + 1 WHERE seq = 7", GW_CHAIN_ALTERED, 7,
	 "which column"},
	{"UPDATE godwit_history SET statements = 9 WHERE seq = 7", GW_CHAIN_ALTERED, 7,
	 "statements was 0, and is 9"},
	{"UPDATE godwit_history SET statements = 'x' WHERE seq = 7", GW_CHAIN_ALTERED, 7,
	 "statements was 0, and is 'x'"},
	{"UPDATE godwit_history SET event = 'reverted' WHERE seq = 7", GW_CHAIN_ALTERED, 7,
	 "event was 'applied', and is 'reverted'"},
	{"UPDATE godwit_history SET event = 'nothing' WHERE seq = 7", GW_CHAIN_ALTERED, 7,
	 "event was 'applied'"},
	{"UPDATE godwit_history SET kind = 'x' WHERE seq = 7", GW_CHAIN_ALTERED, 7,
	 "kind was 'versioned'"},
	{"UPDATE godwit_history SET checksum_up = checksum_down WHERE seq = 7", GW_CHAIN_ALTERED, 7,
	 "checksum_up was"},
	{"UPDATE godwit_history SET up_sql = up_sql || ';' WHERE seq = 7", GW_CHAIN_ALTERED, 7,
	 "up_sql is not the text that checksum_up is of"},
	{"UPDATE godwit_history SET prev_hash = prev_hash || '!' WHERE seq = 4", GW_CHAIN_ALTERED,
	 4, "prev_hash was"},
	{"UPDATE godwit_history SET prev_hash = '' WHERE seq = 3", GW_CHAIN_ALTERED, 3,
	 "prev_hash was"},
	{"UPDATE godwit_history SET prev_hash = 'x' WHERE seq = 0", GW_CHAIN_ALTERED, 0,
	 "prev_hash was NULL"},
	{"UPDATE godwit_history SET hash = upper(hash) WHERE seq = 6", GW_CHAIN_ALTERED, 6,
	 "hash is not that of its content"},
	{"DELETE FROM godwit_history WHERE seq = 4", GW_CHAIN_REMOVED, 4, "it is missing"},
	{"DELETE FROM godwit_history WHERE seq = 0", GW_CHAIN_REMOVED, 0, "it is missing"},
	{"DELETE FROM godwit_history WHERE seq BETWEEN 3 AND 9", GW_CHAIN_REMOVED, 3,
	 "all up to row 9"},
	{"UPDATE godwit_history SET seq = seq + 100 WHERE seq = 9", GW_CHAIN_REMOVED, 9,
	 "it is missing"},
	{"UPDATE godwit_history SET seq = seq + 100 WHERE seq > 8", GW_CHAIN_ALTERED, 9,
	 "seq is 109 now"},
	{"UPDATE godwit_history SET seq = -seq WHERE seq = 9", GW_CHAIN_INSERTED, -9, "no row can"},
	{"UPDATE godwit_history SET seq = CASE seq WHEN 5 THEN -6 ELSE -5 END WHERE seq IN (5, 6);"
	 "UPDATE godwit_history SET seq = -seq WHERE seq < 0",
	 GW_CHAIN_SWAPPED, 5, "written as row 6"},
	{"DELETE FROM godwit_history WHERE seq = 4;"
	 "UPDATE godwit_history SET seq = -seq WHERE seq > 4;"
	 "UPDATE godwit_history SET seq = -seq - 1 WHERE seq < 0",
	 GW_CHAIN_SWAPPED, 4, "written as row 5"},
	{"INSERT INTO godwit_history (seq, event, started_at, prev_hash, hash)"
	 " SELECT 12, 'applied', 1, hash, 'x' FROM godwit_history WHERE seq = 11",
	 GW_CHAIN_ALTERED, 12, "which column"},
	{"INSERT INTO godwit_history (seq, event, started_at, prev_hash, hash)"
	 " VALUES (12, 'applied', 1, 'y', 'x')",
	 GW_CHAIN_INSERTED, 12, "nothing follows it"},
	{"UPDATE godwit_history SET hash = hash WHERE seq = 5", GW_CHAIN_WHOLE, 0, NULL},
	/* truncation leaves a chain that holds: that is what checkpoints are for */
	{"DELETE FROM godwit_history WHERE seq > 6", GW_CHAIN_WHOLE, 0, NULL},
};

static void tamper(struct store *store, const char *sql)
{
	struct gw_view rest = gw_view_of(sql);
	struct gw_view statement;

	if (strstr(sql, "|| ';'") != NULL) {
		store_exec(store, sql);
		return;
	}
	while (gw_view_next_field(&rest, ';', &statement))
		store_exec(store, gw_view_dup(&store->arena, statement));
}

static void test_broken(void **state GW_UNUSED)
{
	struct store store;

	store_open(&store);
	append_many(&store, 11);
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_chain_finding finding;

		store_exec(&store, "BEGIN");
		tamper(&store, cases[i].sql);
		finding = verify(&store);
		if (finding.fault != cases[i].fault)
			fail_msg("%s: %s", cases[i].sql, gw_chain_fault_name(finding.fault));
		if (finding.fault != GW_CHAIN_WHOLE &&
		    (finding.seq != cases[i].seq || strstr(finding.what, cases[i].what) == NULL))
			fail_msg("%s: %lld: %s", cases[i].sql, (long long)finding.seq,
				 finding.what);
		store_exec(&store, "ROLLBACK");
	}
	store_done(&store);
}

/* Gives a row another version, and the hash that goes with it. */
static void rewrite(struct store *store, int64_t seq, struct gw_digest *prev)
{
	struct gw_events events;
	struct gw_event *row;
	struct gw_digest hash;

	store_load(store);
	assert_true(
		gw_history_events(store->history, &store->arena, seq, seq, &events, &store->err));
	row = &events.list.items[0];
	row->values[GW_COLUMN_os_user] = gw_value_text(GW_VIEW("eve"));
	if (prev != NULL)
		row->values[GW_COLUMN_prev_hash] = gw_value_text(
			gw_view_of(gw_digest_hex(&store->arena, prev)));
	hash = gw_event_hash(row);
	store_exec(store, gw_format(&store->arena,
				    "UPDATE godwit_history SET os_user = 'eve', hash = '%s', "
				    "prev_hash = '%s' WHERE seq = %lld",
				    gw_digest_hex(&store->arena, &hash),
				    gw_event_text(row, &store->arena, GW_COLUMN_prev_hash),
				    (long long)seq));
	if (prev != NULL)
		*prev = hash;
}

/* Who rewrites a row and its hash leaves the row after it without the one that it follows. */
static void test_replaced(void **state GW_UNUSED)
{
	struct store store;
	struct gw_chain_finding finding;

	store_open(&store);
	append_many(&store, 5);
	rewrite(&store, 3, NULL);
	finding = verify(&store);
	assert_int_equal(finding.fault, GW_CHAIN_ALTERED);
	assert_int_equal(finding.seq, 3);
	assert_non_null(strstr(finding.what, "replaced"));
	store_done(&store);
}

/* --- checkpoints --- */

static struct gw_checkpoints checkpoint_of(struct store *store)
{
	struct gw_chain chain;
	struct gw_chain_finding finding;
	struct gw_checkpoint checkpoint = {.target = "sqlite:a b.db", .time_us = 1000000};
	struct gw_checkpoints checkpoints;
	GW_STR_AUTO struct gw_str line = {0};

	store_load(store);
	assert_true(gw_audit_history(store->history, &store->arena, NULL, NULL, &chain, &finding,
				     &store->err));
	checkpoint.history = chain.anchor;
	checkpoint.seq = chain.next_seq - 1;
	checkpoint.hash = chain.head;
	gw_str_puts(&line, "Release\n\n  ");
	gw_checkpoint_write(&checkpoint, NULL, &line);
	gw_str_puts(&line, " \r\nSigned-off-by: Ann\n");
	assert_true(gw_checkpoints_parse(&store->arena, "x", gw_str_view(&line), &checkpoints,
					 &store->err));
	assert_int_equal(checkpoints.list.n, 1);
	assert_int_equal(checkpoints.list.items[0].seq, checkpoint.seq);
	assert_string_equal(checkpoints.list.items[0].target, "sqlite:a%20b.db");
	return checkpoints;
}

static void assert_finding(struct store *store, const struct gw_checkpoints *checkpoints,
			   enum gw_chain_fault fault, int64_t seq)
{
	struct gw_chain_finding finding = verify_against(store, checkpoints);

	if (finding.fault != fault || finding.seq != seq)
		fail_msg("%s at %lld: %s", gw_chain_fault_name(finding.fault),
			 (long long)finding.seq, finding.what != NULL ? finding.what : "");
}

static void test_truncated(void **state GW_UNUSED)
{
	struct store store;
	struct gw_checkpoints checkpoints;

	store_open(&store);
	append_many(&store, 9);
	checkpoints = checkpoint_of(&store);
	assert_finding(&store, &checkpoints, GW_CHAIN_WHOLE, 0);
	for (int left = 9; left >= 0; left--) {
		store_exec(&store, gw_format(&store.arena,
					     "DELETE FROM godwit_history WHERE seq >= %d", left));
		/* Where all is gone, the first row is missed without any checkpoint. */
		assert_finding(&store, NULL, left != 0 ? GW_CHAIN_WHOLE : GW_CHAIN_REMOVED, 0);
		assert_finding(&store, &checkpoints, GW_CHAIN_TRUNCATED, left);
	}
	store_done(&store);
}

/* The chain holds again, and is another one. */
static void test_rewritten(void **state GW_UNUSED)
{
	struct store store, other;
	struct gw_checkpoints checkpoints;
	struct gw_digest prev;

	store_open(&store);
	append_many(&store, 5);
	checkpoints = checkpoint_of(&store);
	append(&store, 6);
	assert_finding(&store, &checkpoints, GW_CHAIN_WHOLE, 0);
	assert_true(gw_digest_parse(
		gw_view_of(store_query(&store, "SELECT hash FROM godwit_history WHERE seq = 2")),
		&prev));
	for (int seq = 3; seq <= 6; seq++)
		rewrite(&store, seq, &prev);
	assert_finding(&store, NULL, GW_CHAIN_WHOLE, 0);
	assert_finding(&store, &checkpoints, GW_CHAIN_REWRITTEN, 5);

	store_open(&other);
	append_many(&other, 9);
	assert_finding(&other, &checkpoints, GW_CHAIN_REWRITTEN, 0);
	store_done(&other);
	store_done(&store); /* has the checkpoints */
}

static void test_bad_checkpoints(void **state GW_UNUSED)
{
	static const char hash[] = "0123456789abcdef0123456789abcdef"
				   "0123456789abcdef0123456789abcdef";
	static const char *const formats[] = {
		"nothing",
		"Godwit-Checkpoint: 1 history=%s",
		"Godwit-Checkpoint: 2 history=%s seq=1 hash=%s time=2026-11-22T09:30:00.0Z "
		"target=x",
		"Godwit-Checkpoint: 1 history=%s seq=-1 hash=%s time=2026-11-22T09:30:00.0Z "
		"target=x",
		"Godwit-Checkpoint: 1 history=%s seq=1 hash=%s time=yesterday target=x",
		"Godwit-Checkpoint: 1 history=%s seq=1 hash=%s time=2026-11-22T09:30:00.0Z target=",
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(formats); i++) {
		GW_STR_AUTO struct gw_str text = {0};
		struct gw_view rest = gw_view_of(formats[i]), part;
		struct gw_checkpoints checkpoints;
		struct gw_error *error = NULL;

		while (gw_view_next_field(&rest, '%', &part)) {
			gw_str_add(&text, part);
			if (rest.n == 0)
				break;
			gw_str_puts(&text, hash);
			rest = gw_view_from(rest, 1);
		}
		if (gw_checkpoints_parse(&arena, "file", gw_str_view(&text), &checkpoints, &error))
			fail_msg("taken: %s", gw_str_text(&text));
		assert_int_equal(error->code, GW_E_AUDIT_FILE);
		gw_error_free(error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds),           cmocka_unit_test(test_no_tables),
		cmocka_unit_test(test_broken),          cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_truncated),       cmocka_unit_test(test_rewritten),
		cmocka_unit_test(test_bad_checkpoints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
