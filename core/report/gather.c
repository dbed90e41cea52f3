/*
 * Gathering: the record row by row, verified on the way; then the files, held against it. What cannot
 * be had does not end a report, it is said in it.
 */
#include "report/report_int.h"
#include "session/git/commits.h"

struct gathering {
	struct gw_session *session;
	struct gw_arena *arena;
	struct gw_report *report;
	struct gw_key_ring ring;
	struct gw_chain chain;
	struct gw_report_record record;
	struct gw_picture picture;
	GW_VEC(struct gw_applied_origin) edited; /* as the picture has them */
};

static void add_finding(struct gathering *gathering, struct gw_report_finding finding)
{
	gw_vec_push(gathering->arena, &gathering->report->findings, finding);
}

/* --- the record --- */

/* Texts of migrations are the most of it by far, and not asked for here. */
static struct gw_event keep(struct gw_arena *arena, const struct gw_event *event)
{
	struct gw_event kept = *event;

	kept.values[GW_COLUMN_up_sql] = kept.values[GW_COLUMN_down_sql] = (struct gw_value){0};
	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		struct gw_view *text = &kept.values[i].text;

		if (kept.values[i].kind == GW_VALUE_TEXT)
			text->p = gw_strndup(arena, text->p, text->n);
	}
	return kept;
}

static bool take_event(void *payload, const struct gw_event *event, struct gw_error **err GW_UNUSED)
{
	struct gathering *gathering = payload;

	gw_chain_row(&gathering->chain, event);
	gw_vec_push(gathering->arena, &gathering->record.events, keep(gathering->arena, event));
	return true;
}

static bool read_record(struct gathering *gathering, const struct gw_checkpoints *checkpoints,
			struct gw_error **err)
{
	struct gw_history *history;
	bool ok;

	if (!gw_session_tables(gathering->session, true, &history, err))
		return false;
	gw_chain_begin(&gathering->chain, gathering->arena, checkpoints, &gathering->ring);
	ok = gw_history_each(history, take_event, gathering, err);
	gathering->report->chain = gw_chain_end(&gathering->chain);
	if (!ok)
		return false;
	gw_report_find_durations(gathering->arena, &gathering->record);
	return true;
}

static void judge_chain(struct gathering *gathering)
{
	const struct gw_chain_finding *found = &gathering->report->chain;

	struct gw_report_finding finding = {.mood = GW_MOOD_BAD};

	if (found->fault == GW_CHAIN_WHOLE)
		return;
	finding.slug = gw_chain_fault_name(found->fault);
	finding.message = gw_format(gathering->arena, "history row %lld: %s", (long long)found->seq,
				    found->what);
	add_finding(gathering, finding);
}

static void judge_signers(struct gathering *gathering, size_t n, const char *slug, const char *what)
{
	struct gw_report_finding finding = {.mood = GW_MOOD_ODD, .slug = slug};

	if (n == 0)
		return;
	finding.message = gw_format(gathering->arena, "%zu events are signed by keys that %s", n,
				    what);
	add_finding(gathering, finding);
}

static void judge_signatures(struct gathering *gathering)
{
	const struct gw_chain *chain = &gathering->chain;

	judge_signers(gathering, chain->unknown_signatures, "unknown-key", "are not trusted");
	judge_signers(gathering, chain->revoked_signatures, "revoked-key", "were revoked");
}

/* --- the files --- */

/* Without files there is still what was applied. */
static void picture_without_files(struct gathering *gathering)
{
	const struct gw_history *history = gathering->session->history;

	for (size_t i = 0; i < history->applied.n; i++) {
		const struct gw_entry entry = {
			.status = GW_STATUS_APPLIED,
			.applied = history->applied.items[i],
		};

		gw_vec_push(gathering->arena, &gathering->picture.entries, entry);
		gathering->picture.counts[GW_STATUS_APPLIED]++;
	}
}

static void make_picture(struct gathering *gathering)
{
	GW_ERROR_AUTO struct gw_error *of_files = NULL, *of_history = NULL;
	struct gw_session *session = gathering->session;
	struct gw_report_finding finding = {.mood = GW_MOOD_ODD, .slug = "not-compared"};

	if (gw_session_picture(session, &gathering->picture, &of_files))
		return;
	finding.message = gw_format(gathering->arena, "the files were not compared: %s",
				    of_files->message);
	if (gw_session_history(session, &of_history)) {
		picture_without_files(gathering);
	} else {
		finding.mood = GW_MOOD_BAD;
		finding.message = gw_format(gathering->arena, "what is applied cannot be told: %s",
					    of_history->message);
	}
	add_finding(gathering, finding);
}

/* Those whose texts are not what was applied, all at once: git is asked once. */
static void look_up_edits(struct gathering *gathering)
{
	const struct gw_picture *picture = &gathering->picture;

	for (size_t i = 0; i < picture->entries.n; i++) {
		const struct gw_entry *entry = &picture->entries.items[i];
		const struct gw_applied_origin origin = {.applied = entry->applied};

		if (entry->applied != NULL && entry->migration != NULL &&
		    gw_status_verdict(entry->status)->phrase != NULL)
			gw_vec_push(gathering->arena, &gathering->edited, origin);
	}
	(void)gw_session_explain_edits(gathering->session, gathering->edited.items,
				       gathering->edited.n);
}

/* The change of the up script, or else of the down script. */
static const char *diff_of(struct gw_session *session, const struct gw_applied_origin *origin,
			   const struct gw_migration *migration)
{
	const char *diff = gw_session_diff(session, origin, migration, GW_UP);

	return diff != NULL ? diff : gw_session_diff(session, origin, migration, GW_DOWN);
}

static void judge_entry(struct gathering *gathering, const struct gw_entry *entry,
			size_t *explained)
{
	const struct gw_status_verdict *verdict = gw_status_verdict(entry->status);
	struct gw_report_finding finding = {
		.mood = verdict->is_fault ? GW_MOOD_BAD : GW_MOOD_ODD,
		.slug = gw_status_name(entry->status),
		.key = gw_entry_key(entry),
	};

	if (verdict->phrase == NULL)
		return;
	finding.message = gw_entry_verdict(gathering->arena, entry);
	if (entry->applied != NULL && entry->migration != NULL) {
		const struct gw_applied_origin *origin = &gathering->edited.items[(*explained)++];

		finding.diff = diff_of(gathering->session, origin, entry->migration);
		if (origin->commit != NULL)
			finding.commit = gw_commit_phrase(gathering->arena, origin->commit);
	}
	add_finding(gathering, finding);
}

static void judge_files(struct gathering *gathering)
{
	size_t explained = 0;

	look_up_edits(gathering);
	for (size_t i = 0; i < gathering->picture.entries.n; i++)
		judge_entry(gathering, &gathering->picture.entries.items[i], &explained);
}

/* --- the tables --- */

static void add_migrations(struct gathering *gathering)
{
	struct gw_report_table *table = gw_report_add_table(gathering->report,
							    &gw_report_migrations);
	const struct gw_report_record *record = &gathering->record;

	for (size_t i = 0; i < gathering->picture.entries.n; i++) {
		const struct gw_entry *entry = &gathering->picture.entries.items[i];
		struct gw_report_subject subject = {
			.arena = gathering->arena,
			.entry = entry,
			.duration_us = GW_REPORT_UNKNOWN,
		};
		size_t place = entry->applied != NULL
				       ? gw_report_find_event(record, entry->applied->seq)
				       : GW_NOWHERE;

		if (place != GW_NOWHERE) {
			subject.event = &record->events.items[place];
			subject.duration_us = record->durations_us[place];
		}
		gw_report_add_row(table, &gw_report_migrations, &subject);
	}
}

static size_t add_runs(struct gathering *gathering)
{
	const struct gw_report_runs runs = gw_report_find_runs(gathering->arena,
							       &gathering->record);
	struct gw_report_table *table = gw_report_add_table(gathering->report, &gw_report_runs);
	size_t failed = 0;

	for (size_t i = runs.list.n; i-- > 0;) {
		struct gw_report_subject subject = {
			.arena = gathering->arena,
			.event = runs.list.items[i]->last,
			.run = runs.list.items[i],
		};

		gw_report_add_row(table, &gw_report_runs, &subject);
		failed += gw_report_is_event(subject.event, GW_EVENT_FAILED);
	}
	return failed;
}

static void add_events(struct gw_report *report, const struct gw_event *const *events, size_t n)
{
	struct gw_report_table *table = gw_report_add_table(report, &gw_report_events);

	for (size_t i = 0; i < n; i++) {
		struct gw_report_subject subject = {.arena = report->arena, .event = events[i]};

		gw_report_add_row(table, &gw_report_events, &subject);
	}
}

/* The newest first, as in a log. */
static void add_record(struct gathering *gathering)
{
	size_t n = gathering->record.events.n;
	const struct gw_event **events = gw_new_array(gathering->arena, const struct gw_event *, n);

	for (size_t i = 0; i < n; i++)
		events[i] = &gathering->record.events.items[n - 1 - i];
	add_events(gathering->report, events, n);
}

/* --- the facts --- */

static struct gw_value text(const char *text)
{
	return gw_value_text(gw_view_of(text));
}

static void add_target(struct gw_report *report, const struct gw_session *session)
{
	const struct gw_server_info *server = session->conn != NULL ? &session->conn->info : NULL;

	gw_report_add_fact(report, "target", "Database", GW_REPORT_TEXT,
			   text(gw_url_display(report->arena, &session->url)));
	if (server != NULL)
		gw_report_add_fact(
			report, "server", "Server", GW_REPORT_TEXT,
			text(gw_format(report->arena, "%s %s", server->flavor, server->version)));
	if (session->source != NULL)
		gw_report_add_fact(report, "files", "Files", GW_REPORT_TEXT,
				   text(session->source->tree->display));
	gw_report_add_fact(report, "written_at", "Written (UTC)", GW_REPORT_TIME,
			   gw_value_int(session->sys->now_us()));
	gw_report_add_fact(report, "written_by", "Written by", GW_REPORT_TEXT,
			   text("godwit " GW_VERSION));
}

static const char *tell_counts(const struct gathering *gathering)
{
	const struct gw_picture *picture = &gathering->picture;
	GW_STR_AUTO struct gw_str str = {0};

	if (gathering->session->history == NULL)
		return "not known";
	for (size_t i = 0; i < GW_STATUS_COUNT; i++) {
		if (picture->counts[i] != 0)
			gw_str_printf(&str, "%s%zu %s", str.n != 0 ? ", " : "", picture->counts[i],
				      gw_status_name((enum gw_status)i));
	}
	return str.n != 0 ? gw_str_take(&str, gathering->arena) : "none";
}

static void add_mood(struct gw_report *report, enum gw_report_mood mood)
{
	gw_vec_last(&report->facts).mood = mood;
}

static const char *tell_record(const struct gw_report *report, size_t nevents)
{
	if (report->chain.fault != GW_CHAIN_WHOLE)
		return gw_chain_fault_name(report->chain.fault);
	return nevents != 0 ? "holds" : "empty";
}

static void add_judgement(struct gathering *gathering, size_t failed)
{
	struct gw_report *report = gathering->report;
	const struct gw_chain *chain = &gathering->chain;
	bool whole = report->chain.fault == GW_CHAIN_WHOLE;
	size_t runs = gw_vec_last(&report->tables).rows.n;

	gw_report_add_fact(report, "record", "Record", GW_REPORT_TEXT,
			   text(tell_record(report, gathering->record.events.n)));
	if (gathering->record.events.n != 0 || !whole)
		add_mood(report, whole ? GW_MOOD_GOOD : GW_MOOD_BAD);
	gw_report_add_fact(report, "events", "Events", GW_REPORT_NUMBER,
			   gw_value_int((int64_t)gathering->record.events.n));
	gw_report_add_fact(report, "signatures", "Signed by trusted keys", GW_REPORT_NUMBER,
			   chain->good_signatures != 0
				   ? gw_value_int((int64_t)chain->good_signatures)
				   : (struct gw_value){0});
	gw_report_add_fact(report, "migrations", "Migrations", GW_REPORT_TEXT,
			   text(tell_counts(gathering)));
	gw_report_add_fact(report, "runs", "Runs", GW_REPORT_NUMBER, gw_value_int((int64_t)runs));
	gw_report_add_fact(report, "failed_runs", "Failed runs", GW_REPORT_NUMBER,
			   gw_value_int((int64_t)failed));
	add_mood(report, failed != 0 ? GW_MOOD_BAD : GW_MOOD_PLAIN);
	if (!whole || chain->next_seq == 0)
		return;
	gw_report_add_fact(report, "history", "History", GW_REPORT_CODE,
			   text(gw_digest_hex(report->arena, &chain->anchor)));
	gw_report_add_fact(report, "head", "Last row", GW_REPORT_CODE,
			   text(gw_digest_hex(report->arena, &chain->head)));
}

/* --- all of it --- */

bool gw_report_audit(struct gw_session *session, const struct gw_checkpoints *checkpoints,
		     struct gw_report *ret_report, struct gw_error **err)
{
	struct gw_report report = {
		.arena = session->arena, .title = "Audit report", .judged = true};
	struct gathering gathering = {
		.session = session, .arena = session->arena, .report = &report};
	size_t failed;

	if (!gw_key_ring_read(session->arena, gw_config_text(session->config, GW_KEY_KEYS),
			      &gathering.ring, err) ||
	    !read_record(&gathering, checkpoints, err))
		return false;
	judge_chain(&gathering);
	judge_signatures(&gathering);
	make_picture(&gathering);
	judge_files(&gathering);
	add_target(&report, session);
	add_migrations(&gathering);
	failed = add_runs(&gathering);
	add_judgement(&gathering, failed);
	add_record(&gathering);
	gw_report_plot(&report, &gathering.record);
	*ret_report = report;
	return true;
}

void gw_report_log(struct gw_session *session, const struct gw_event *const *events, size_t n,
		   struct gw_report *ret_report)
{
	*ret_report = (struct gw_report){.arena = session->arena, .title = "Log"};
	add_target(ret_report, session);
	add_events(ret_report, events, n);
}
