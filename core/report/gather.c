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
	struct gw_report_runs runs;
	struct gw_picture picture;
	GW_VEC(struct gw_applied_origin) edited; /* as the picture has them */
};

static void add_finding(struct gathering *gathering, struct gw_report_finding finding)
{
	gw_vec_push(gathering->arena, &gathering->report->findings, finding);
}

/* --- the record --- */

static bool take_event(void *payload, const struct gw_event *event, struct gw_error **err GW_UNUSED)
{
	struct gathering *gathering = payload;

	gw_chain_row(&gathering->chain, event);
	gw_report_keep(&gathering->record, event);
	return true;
}

static bool read_record(struct gathering *gathering, const struct gw_checkpoints *checkpoints,
			struct gw_error **err)
{
	struct gw_history *history;

	if (!gw_session_tables(gathering->session, true, &history, err))
		return false;
	gw_chain_begin(&gathering->chain, gathering->arena, checkpoints, &gathering->ring);
	if (!gw_history_each(history, take_event, gathering, err)) {
		gw_chain_end(&gathering->chain);
		return false;
	}
	if (!gw_audit_end(&gathering->chain, history, &gathering->report->chain, err))
		return false;
	gw_report_find_durations(&gathering->record);
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

static void get_event(const struct gw_report_record *record, size_t place,
		      struct gw_report_subject *subject)
{
	struct gw_event *event = gw_new(subject->arena, struct gw_event);

	*event = gw_report_event(record, place);
	subject->event = event;
}

static void get_migration(const void *payload, size_t row, struct gw_report_subject *subject)
{
	const struct gathering *gathering = payload;
	const struct gw_report_record *record = &gathering->record;
	const struct gw_entry *entry = &gathering->picture.entries.items[row];
	size_t place = entry->applied != NULL ? gw_report_find_event(record, entry->applied->seq)
					      : GW_NOWHERE;

	subject->entry = entry;
	if (place == GW_NOWHERE)
		return;
	get_event(record, place, subject);
	subject->duration_us = record->durations_us[place];
}

/* The newest first, as in a log. */
static void get_run(const void *payload, size_t row, struct gw_report_subject *subject)
{
	const struct gathering *gathering = payload;

	subject->run = gathering->runs.list.items[gathering->runs.list.n - 1 - row];
	get_event(&gathering->record, subject->run->last, subject);
}

static void get_recorded(const void *payload, size_t row, struct gw_report_subject *subject)
{
	const struct gathering *gathering = payload;

	get_event(&gathering->record, gathering->record.events.n - 1 - row, subject);
}

static void get_listed(const void *payload, size_t row, struct gw_report_subject *subject)
{
	const struct gw_event *const *events = payload;

	subject->event = events[row];
}

static void add_tables(const struct gathering *gathering)
{
	const struct gw_report_subjects migrations = {get_migration, gathering,
						      gathering->picture.entries.n};
	const struct gw_report_subjects runs = {get_run, gathering, gathering->runs.list.n};
	const struct gw_report_subjects events = {get_recorded, gathering,
						  gathering->record.events.n};

	gw_report_add_table(gathering->report, &gw_report_migrations, &migrations);
	gw_report_add_table(gathering->report, &gw_report_runs, &runs);
	gw_report_add_table(gathering->report, &gw_report_events, &events);
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

static void add_judgement(struct gathering *gathering)
{
	struct gw_report *report = gathering->report;
	const struct gw_chain *chain = &gathering->chain;
	bool whole = report->chain.fault == GW_CHAIN_WHOLE;
	size_t runs = gathering->runs.list.n, failed = gathering->runs.failed;

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

/* The rows of the tables are made of what is gathered. */
static struct gathering *begin(struct gw_session *session, struct gw_report *report)
{
	struct gathering *gathering = gw_new(session->arena, struct gathering);

	*report = (struct gw_report){
		.arena = session->arena, .title = "Audit report", .judged = true};
	gathering->session = session;
	gathering->arena = session->arena;
	gathering->record.arena = session->arena;
	gathering->report = report;
	return gathering;
}

bool gw_report_audit(struct gw_session *session, const struct gw_checkpoints *checkpoints,
		     struct gw_report *ret_report, struct gw_error **err)
{
	struct gw_report report;
	struct gathering *gathering = begin(session, &report);

	if (!gw_key_ring_read(session->arena, gw_config_text(session->config, GW_KEY_KEYS),
			      &gathering->ring, err) ||
	    !read_record(gathering, checkpoints, err))
		return false;
	judge_chain(gathering);
	judge_signatures(gathering);
	make_picture(gathering);
	judge_files(gathering);
	gathering->runs = gw_report_find_runs(&gathering->record);
	add_target(&report, session);
	add_judgement(gathering);
	add_tables(gathering);
	gw_report_plot(&report, &gathering->record);
	gathering->report = NULL; /* the rest of it is read later */
	*ret_report = report;
	return true;
}

void gw_report_log(struct gw_session *session, const struct gw_event *const *events, size_t n,
		   struct gw_report *ret_report)
{
	const struct gw_report_subjects subjects = {get_listed, events, n};

	*ret_report = (struct gw_report){.arena = session->arena, .title = "Log"};
	add_target(ret_report, session);
	gw_report_add_table(ret_report, &gw_report_events, &subjects);
}
