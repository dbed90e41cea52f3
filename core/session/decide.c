/*
 * What a person decides: baseline, accept, resolve. Each is one event, written under the lock, in one
 * transaction with what it changes in the journal, and in the table of a tool that is kept in step.
 */
#include "fingerprint/fingerprint.h"
#include "session/git/git_int.h"
#include "session/tools/tools_int.h"

/* One decision in the making. */
struct decision {
	struct gw_session *session;
	struct gw_arena arena;
	struct gw_recorder recorder;
	struct gw_event event;
	struct gw_keeping *keeping; /* the tool that is kept in step; NULL: none */
	GW_VEC(struct gw_request) requests;
};

static void set_text(struct decision *decision, enum gw_event_column column, const char *text)
{
	decision->event.values[column] = gw_value_text(gw_view_of(text));
}

static void add_word(struct decision *decision, const char *sql)
{
	const struct gw_request request = {.sql = gw_view_of(sql)};

	gw_vec_push(&decision->arena, &decision->requests, request);
}

/* Source, lock, history and godwit's tables. */
static bool begin(struct decision *decision, struct gw_session *session, struct gw_error **err)
{
	const struct gw_plan nothing = {0};
	struct gw_actor actor;

	*decision = (struct decision){.session = session};
	if (!gw_session_source(session, err) || !gw_session_open(session, true, err) ||
	    !gw_session_trace(session, session->source, &nothing, err))
		return false;
	actor = gw_session_actor(session);
	if (!gw_history_ensure(session->history, &actor, err))
		return false;
	gw_recorder_begin(&decision->recorder, session->history, &decision->arena, session->sys,
			  &actor);
	if (!session->conn->in_transaction)
		add_word(decision, session->engine->words.begin);
	return true;
}

static void add_event(struct decision *decision, enum gw_event_kind kind)
{
	set_text(decision, GW_COLUMN_event, gw_event_kind_name(kind));
	gw_recorder_event(&decision->recorder, &decision->event);
	gw_vec_push(&decision->arena, &decision->requests,
		    gw_recorder_request(&decision->recorder, &decision->arena, &decision->event));
}

/* What has no file has no row either: that was looked at. */
static bool add_to_tool(struct decision *decision, const struct gw_in_step_decision *what,
			struct gw_error **err)
{
	struct gw_statements list = {0};

	if (decision->keeping == NULL || what->migration == NULL)
		return true;
	if (!gw_in_step_decide(decision->session, decision->keeping, what, &list, err))
		return false;
	for (size_t i = 0; i < list.list.n; i++)
		add_word(decision, list.list.items[i]);
	return true;
}

static void add_journal_clear(struct decision *decision, const struct gw_unfinished *unfinished)
{
	if (unfinished != NULL)
		gw_vec_push(&decision->arena, &decision->requests,
			    gw_journal_clear_request(decision->session->history, &decision->arena,
						     unfinished->key, unfinished->direction, 0));
}

static bool send(struct decision *decision, struct gw_error **err)
{
	struct gw_session *session = decision->session;

	add_word(decision, session->engine->words.commit);
	return gw_history_send(session->history, &decision->arena, decision->requests.items,
			       decision->requests.n, err);
}

static bool fail_unknown(const char *key, struct gw_error **err)
{
	gw_fail(err, GW_E_NO_VERSION, "there is no migration %s", key);
	gw_error_hint(*err, "`godwit status` lists them.");
	return false;
}

static struct gw_entry entry_of(const struct decision *decision, const char *key)
{
	const struct gw_session *session = decision->session;

	return (struct gw_entry){
		.migration = gw_source_find(session->source, key),
		.applied = gw_history_find(session->history, key),
		.unfinished = gw_journal_find(session->history->journal, key),
	};
}

static void name_migration(struct decision *decision, const struct gw_entry *entry)
{
	set_text(decision, GW_COLUMN_version, gw_entry_version(entry));
	set_text(decision, GW_COLUMN_name, gw_entry_name(entry));
	set_text(decision, GW_COLUMN_kind, gw_entry_kind(entry));
}

/* The event of a migration: from its file, or what history or journal know of it. */
static bool describe(struct decision *decision, const char *key, struct gw_error **err)
{
	struct gw_session *session = decision->session;
	const struct gw_entry known = entry_of(decision, key);

	if (known.migration != NULL) {
		const char *withheld;

		if (!gw_source_hash_parts(session->source, known.migration, err))
			return false;
		gw_event_describe(&decision->event, &decision->arena, known.migration);
		return gw_record_texts(session->source, &decision->arena, known.migration, NULL,
				       gw_config_size(session->config, GW_KEY_STORE_SQL_LIMIT),
				       &decision->event, &withheld, err);
	}
	if (known.applied == NULL && known.unfinished == NULL)
		return fail_unknown(key, err);
	name_migration(decision, &known);
	return true;
}

/* The baseline that has the migration below it; NULL: none. */
static const char *baseline_above(const struct gw_session *session, const struct gw_entry *entry)
{
	const char *version = gw_entry_version(entry), *baseline = session->history->baseline;

	return version != NULL && baseline != NULL &&
			       gw_source_compare(session->source, version, baseline) < 0
		       ? baseline
		       : NULL;
}

static bool fail_baselined(const char *key, const char *baseline, struct gw_error **err)
{
	gw_fail(err, GW_E_REFUSED, "%s counts as applied by the baseline %s", key, baseline);
	gw_error_hint(*err,
		      "If the database has less than that, take the baseline back with `godwit "
		      "resolve %s --reverted --reason WHY`, and say with `godwit baseline VERSION` "
		      "what it has.",
		      baseline);
	return false;
}

static bool carry_out_baseline(struct decision *decision, const char *version,
			       struct gw_error **err)
{
	struct gw_session *session = decision->session;
	const struct gw_migration *migration = gw_source_find(session->source, version);
	const struct gw_in_step_decision told = {
		.change = GW_KEEPING_APPLIED, .migration = migration, .with_earlier = true};
	const struct gw_entry entry = {.migration = migration};

	if (gw_history_find(session->history, version) != NULL) {
		gw_fail(err, GW_E_REFUSED, "%s is applied already", version);
		gw_error_hint(*err, "A baseline is for a database that has the schema, but no "
				    "history of it.");
		return false;
	}
	if (migration == NULL)
		return fail_unknown(version, err);
	if (migration->version == NULL)
		return gw_fail(err, GW_E_NO_VERSION, "%s has no version that others come after",
			       version);
	if (baseline_above(session, &entry) != NULL)
		return fail_baselined(version, session->history->baseline, err);
	if (!describe(decision, version, err))
		return false;
	/* From now on the history implies what is there. */
	if (gw_config_bool(session->config, GW_KEY_FINGERPRINT) &&
	    !gw_fingerprint_record(session->history, &decision->arena, &decision->event, err))
		return false;
	add_event(decision, GW_EVENT_BASELINED);
	return add_to_tool(decision, &told, err) && send(decision, err);
}

/* Nothing of the file is another than what is recorded, nor is its name. */
static bool is_as_recorded(const struct gw_migration *migration, const struct gw_applied *applied)
{
	return applied->has_checksum && gw_digest_eq(&applied->checksum, &migration->checksum) &&
	       gw_view_is(gw_view_of(applied->name), migration->name);
}

static bool fail_gone(const char *key, struct gw_error **err)
{
	gw_fail(err, GW_E_REFUSED,
		"%s is applied, but its file is gone: there is nothing to accept", key);
	gw_error_hint(*err, "`godwit show %s` prints what was applied, to write the file from.",
		      key);
	return false;
}

/* What was never run is not taken for what was. */
static bool check_same(const struct decision *decision, const struct gw_migration *migration,
		       const struct gw_applied *applied, struct gw_error **err)
{
	struct gw_session *session = decision->session;
	const struct gw_entry then = {.applied = applied};

	if (!gw_source_hash_parts(session->source, migration, err) ||
	    !gw_history_load_parts(session->history, err))
		return false;
	if (!gw_plan_is_another(migration, applied))
		return true;
	gw_fail(err, GW_E_REFUSED, "another migration (%s) was applied under the version of %s",
		gw_entry_label(session->arena, &then),
		gw_migration_label(session->arena, migration));
	gw_error_hint(*err, "`godwit plan` says how to settle that.");
	return false;
}

static bool carry_out_accept(struct decision *decision, const char *key, struct gw_error **err)
{
	struct gw_session *session = decision->session;
	const struct gw_in_step_decision told = {.change = GW_KEEPING_ACCEPTED,
						 .migration = gw_source_find(session->source, key)};

	const struct gw_applied *applied = gw_history_find(session->history, key);

	if (told.migration == NULL)
		return applied != NULL ? fail_gone(key, err) : fail_unknown(key, err);
	if (applied == NULL) {
		gw_fail(err, GW_E_REFUSED, "%s is not applied, there is nothing to accept", key);
		gw_error_hint(*err, "`godwit up` applies it.");
		return false;
	}
	if (is_as_recorded(told.migration, applied)) {
		gw_fail(err, GW_E_REFUSED, "%s is as it was applied, there is nothing to accept",
			key);
		gw_error_hint(*err, "`godwit status` shows what was edited.");
		return false;
	}
	if (!check_same(decision, told.migration, applied, err) || !describe(decision, key, err))
		return false;
	add_event(decision, GW_EVENT_ACCEPTED);
	return add_to_tool(decision, &told, err) && send(decision, err);
}

/* What is said must change something. */
static bool check_resolve(const struct decision *decision, const struct gw_entry *entry,
			  bool applied, struct gw_error **err)
{
	const char *key = gw_entry_key(entry);
	const char *baseline = baseline_above(decision->session, entry);

	if (entry->unfinished != NULL)
		return true;
	if (baseline != NULL)
		return fail_baselined(key, baseline, err);
	if ((entry->applied != NULL) != applied)
		return true;
	gw_fail(err, GW_E_REFUSED, "%s is %s already", key, applied ? "applied" : "not applied");
	gw_error_hint(*err, "`godwit status` shows how it stands.");
	return false;
}

static bool resolve_whole(struct decision *decision, const char *key, bool applied,
			  struct gw_error **err)
{
	const struct gw_entry entry = entry_of(decision, key);
	const struct gw_entry then = {.applied = entry.applied};
	const struct gw_in_step_decision told = {
		.change = applied ? GW_KEEPING_APPLIED : GW_KEEPING_REVERTED,
		.migration = entry.migration,
	};

	if (!check_resolve(decision, &entry, applied, err))
		return false;
	if (entry.applied != NULL && !applied)
		name_migration(decision, &then);
	else if (!describe(decision, key, err))
		return false;
	add_event(decision, applied ? GW_EVENT_RESOLVED_APPLIED : GW_EVENT_RESOLVED_REVERTED);
	add_journal_clear(decision, entry.unfinished);
	return add_to_tool(decision, &told, err) && send(decision, err);
}

/* The statement in doubt did not happen: the journal goes back to the one before it. */
static void add_again(struct decision *decision, const struct gw_unfinished *unfinished,
		      struct gw_journal_row *row)
{
	if (unfinished->noted == 0) {
		add_journal_clear(decision, unfinished);
		return;
	}
	row->statement = (int64_t)unfinished->noted - 1;
	row->checksum = unfinished->done_checksum;
	gw_vec_push(&decision->arena, &decision->requests,
		    gw_journal_request(decision->session->history, &decision->arena, row, NULL));
}

static void add_statement_event(struct decision *decision, const struct gw_entry *entry,
				size_t statement, bool done)
{
	name_migration(decision, entry);
	set_text(decision, GW_COLUMN_detail,
		 gw_format(&decision->arena, "{\"statement\":%zu,\"happened\":%s}", statement,
			   done ? "true" : "false"));
	add_event(decision, GW_EVENT_RESOLVED_STATEMENT);
}

static bool resolve_statement(struct decision *decision, const char *key, bool done,
			      size_t statement, struct gw_error **err)
{
	struct gw_session *session = decision->session;
	const struct gw_entry entry = entry_of(decision, key);
	const struct gw_unfinished *unfinished = entry.unfinished;
	struct gw_journal_row row;

	if (unfinished == NULL || !unfinished->in_doubt || unfinished->done + 1 != statement) {
		gw_fail(err, GW_E_REFUSED, "statement %zu of %s is not in doubt", statement, key);
		gw_error_hint(*err, "`godwit status` shows what is.");
		return false;
	}
	row = unfinished->intent;
	row.run_id = decision->recorder.run_id;
	row.state = GW_JOURNAL_DONE;
	row.at_us = session->sys->now_us();
	add_statement_event(decision, &entry, statement, done);
	if (done)
		gw_vec_push(&decision->arena, &decision->requests,
			    gw_journal_request(session->history, &decision->arena, &row, NULL));
	else
		add_again(decision, unfinished, &row);
	return send(decision, err);
}

/* What follows once the tables are there and the key is known. */
typedef bool decide_fn(struct decision *decision, const char *key, struct gw_error **err);

static bool decide(struct gw_session *session, const char *text, decide_fn *fn,
		   struct gw_error **err)
{
	struct decision decision;
	const char *key;
	bool ok = begin(&decision, session, err) &&
		  gw_plan_find_key(session->source, session->history, text, &key, err) &&
		  gw_in_step_begin(session, &decision.keeping, err) && fn(&decision, key, err);

	gw_arena_done(&decision.arena);
	return ok;
}

bool gw_session_baseline(struct gw_session *session, const char *version, struct gw_error **err)
{
	return decide(session, version, carry_out_baseline, err);
}

bool gw_session_accept(struct gw_session *session, const char *key, struct gw_error **err)
{
	return decide(session, key, carry_out_accept, err);
}

static bool resolve_applied(struct decision *decision, const char *key, struct gw_error **err)
{
	return resolve_whole(decision, key, true, err);
}

static bool resolve_reverted(struct decision *decision, const char *key, struct gw_error **err)
{
	return resolve_whole(decision, key, false, err);
}

bool gw_session_resolve(struct gw_session *session, const char *key, bool applied,
			struct gw_error **err)
{
	return decide(session, key, applied ? resolve_applied : resolve_reverted, err);
}

bool gw_session_resolve_statement(struct gw_session *session, const char *text, size_t statement,
				  bool done, struct gw_error **err)
{
	struct decision decision;
	const char *key;
	bool ok = begin(&decision, session, err) &&
		  gw_plan_find_key(session->source, session->history, text, &key, err) &&
		  resolve_statement(&decision, key, done, statement, err);

	gw_arena_done(&decision.arena);
	return ok;
}
