/*
 * Loading, creating and reading godwit's own tables.
 */
#include "history/history.h"

#include "history/history_int.h"
#include "sql/split.h"

static const char created_version[] = "1";
_Static_assert(GW_METADATA_VERSION == 1, "created_version follows GW_METADATA_VERSION");

/* Of a finding that tells nothing but whose something is; absent: it tells more. */
static struct gw_view owner_of(struct gw_view finding)
{
	static const char phrase[] = " is owned by ";
	size_t at = gw_view_find(finding, gw_view_of(phrase));

	return at != GW_NOWHERE ? gw_view_from(finding, at + strlen(phrase)) : (struct gw_view){0};
}

/* Who sees them as they should be, but for their owner, may only be another user than usual. */
static void hint_findings(const struct gw_rows *rows, struct gw_error *error)
{
	struct gw_view owner = {0};

	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_view finding = gw_cell(rows, i, 0);

		if (gw_view_is(finding, "absent"))
			continue;
		owner = owner_of(finding);
		if (owner.p == NULL)
			break;
	}
	if (owner.p == NULL)
		gw_error_hint(error, "Somebody changed or planted them. Find out who, and restore "
				     "or drop them; godwit uses none of it until then.");
	else
		gw_error_hint(error,
			      "If %.*s is who migrates here, connect as that user, or set "
			      "`prelude: [SET ROLE %.*s]`. If not, they may have been planted: "
			      "find out by whom; godwit uses none of it until then.",
			      GW_VIEW_ARG(owner), GW_VIEW_ARG(owner));
}

/*
 * Turns the findings of metadata_check into an error. 'absent' is no finding, but something may be
 * wrong with what is there instead: a schema that somebody else made, for instance.
 */
static bool judge_check(struct gw_history *history, const struct gw_rows *rows,
			struct gw_error **err)
{
	GW_STR_AUTO struct gw_str detail = {0};

	history->exists = true;
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_view finding = gw_cell(rows, i, 0);

		if (gw_view_is(finding, "absent")) {
			history->exists = false;
			continue;
		}
		if (detail.n != 0)
			gw_str_putc(&detail, '\n');
		gw_str_add(&detail, finding);
	}
	if (detail.n == 0)
		return true;
	gw_fail(err, GW_E_METADATA, "godwit's own tables are not as godwit makes them");
	gw_error_detail(*err, "%s", gw_str_text(&detail));
	hint_findings(rows, *err);
	return false;
}

static bool find(struct gw_history *history, enum gw_query query, struct gw_arena *arena,
		 struct gw_rows *ret_findings, struct gw_error **err)
{
	return gw_conn_query(history->conn, arena, gw_history_sql(history, query), NULL, 0,
			     ret_findings, err);
}

static bool check_tables(struct gw_history *history, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_rows findings;

	return find(history, GW_Q_METADATA_CHECK, &scratch, &findings, err) &&
	       judge_check(history, &findings, err);
}

/* The answer to a cheaper question than metadata_check, which is asked now where it tells too little. */
static bool judge_glance(struct gw_history *history, const struct gw_rows *rows,
			 struct gw_error **err)
{
	if (rows->nrows != 0 && gw_view_is(gw_cell(rows, 0, 0), "unsure"))
		return check_tables(history, err);
	return judge_check(history, rows, err);
}

static bool glance_at_tables(struct gw_history *history, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_rows findings;

	return find(history, GW_Q_METADATA_GLANCE, &scratch, &findings, err) &&
	       judge_glance(history, &findings, err);
}

struct requests {
	GW_VEC(struct gw_request) list;
};

static void add_word(struct gw_arena *arena, struct requests *requests, const char *sql)
{
	struct gw_request request = {.sql = gw_view_of(sql)};

	gw_vec_push(arena, &requests->list, request);
}

/* Nobody wrote these statements into a migration. is_ours: only a row of somebody else is in its way. */
static void translate(struct gw_error *error, bool is_ours)
{
	if (error->code != GW_E_STATEMENT)
		return;
	if (is_ours && error->server != NULL && error->server->constraint)
		gw_error_restate(error, GW_E_HEAD_MOVED, "somebody else wrote history meanwhile");
	else
		error->code = GW_E_SERVER;
}

enum { LOAD_HISTORY, LOAD_JOURNAL };

/* The answers to the last one or two of a list of requests, which is sent in one turnaround. */
struct answers {
	size_t first; /* earlier answers are nobody's */
	struct gw_history
		*history; /* whose rows, of the first, are folded as they come; NULL: none */
	struct gw_rows rows; /* of the other one, which are few */
};

static bool take_rows(void *payload, const struct gw_reply *reply, struct gw_error **err)
{
	struct answers *answers = payload;

	if (reply->index < answers->first)
		return true;
	if (answers->history != NULL && reply->index == answers->first + LOAD_HISTORY)
		return gw_history_fold_rows(answers->history, &reply->rows, err);
	answers->rows = reply->rows;
	return true;
}

static bool ask(struct gw_history *history, struct gw_arena *arena, const struct requests *requests,
		struct answers *answers, size_t *ret_failed, struct gw_error **err)
{
	if (history->conn->engine->run(history->conn, requests->list.items, requests->list.n, arena,
				       take_rows, answers, ret_failed, err))
		return true;
	translate(*err, true);
	return false;
}

static void add_loads(struct gw_history *history, struct gw_arena *arena, struct requests *requests,
		      struct answers *answers)
{
	const struct gw_request list = {
		.sql = gw_view_of(gw_history_sql(history, GW_Q_HISTORY_LIST)),
		.rows_apart = true,
	};

	answers->first = requests->list.n;
	answers->history = history;
	gw_vec_push(arena, &requests->list, list);
	add_word(arena, requests, gw_history_sql(history, GW_Q_JOURNAL_LIST));
}

static bool fold_end(struct gw_history *history, const struct answers *answers,
		     struct gw_error **err)
{
	gw_journal_fold(history->arena, &answers->rows, history->journal);
	return gw_history_fold_end(history, err);
}

bool gw_history_may_be_empty(struct gw_history *history, bool *ret_may, struct gw_error **err)
{
	*ret_may = !history->exists;
	if (*ret_may || history->conn->engine->caps.transactional_ddl)
		return true;
	/* What left a journal had a first row. */
	if (history->journal == NULL && !gw_journal_load(history, err))
		return false;
	*ret_may = history->journal->unfinished.n == 0;
	return true;
}

static bool miss_first_row(struct gw_history *history, struct gw_error **err)
{
	bool may_be_empty = true;

	if (history->head_seq < 0 && !gw_history_may_be_empty(history, &may_be_empty, err))
		return false;
	if (!may_be_empty)
		history->missing_seq = 0;
	return true;
}

static bool load_rows(struct gw_history *history, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct requests requests = {0};
	struct answers answers = {0};
	size_t failed;

	add_loads(history, &scratch, &requests, &answers);
	return ask(history, &scratch, &requests, &answers, &failed, err) &&
	       fold_end(history, &answers, err) && miss_first_row(history, err);
}

struct gw_history *gw_history_none(struct gw_arena *arena, struct gw_conn *conn, const char *schema)
{
	struct gw_history *history = gw_new(arena, struct gw_history);

	*history = (struct gw_history){
		.arena = arena,
		.conn = conn,
		.schema = conn->engine->caps.has_schemas ? schema : NULL,
		.database = conn->engine->caps.database_can_change ? conn->info.database : NULL,
		.head_seq = -1,
		.missing_seq = -1,
		.reverted_seq = -1,
		.journal = gw_new(arena, struct gw_journal),
		.texts = gw_new_array(arena, const char *, GW_QUERY_COUNT),
	};
	return history;
}

bool gw_history_open(struct gw_arena *arena, struct gw_conn *conn, const char *schema,
		     struct gw_history **ret_history, struct gw_error **err)
{
	struct gw_history *history = gw_history_none(arena, conn, schema);

	if (!glance_at_tables(history, err))
		return false;
	*ret_history = history;
	return true;
}

bool gw_history_load_checked(struct gw_arena *arena, struct gw_conn *conn, const char *schema,
			     const struct gw_rows *findings, struct gw_history **ret_history,
			     struct gw_error **err)
{
	struct gw_history *history = gw_history_none(arena, conn, schema);

	if (!(findings != NULL ? judge_glance(history, findings, err)
			       : glance_at_tables(history, err)))
		return false;
	if (history->exists && !load_rows(history, err))
		return false;
	*ret_history = history;
	return true;
}

bool gw_history_load(struct gw_arena *arena, struct gw_conn *conn, const char *schema,
		     struct gw_history **ret_history, struct gw_error **err)
{
	return gw_history_load_checked(arena, conn, schema, NULL, ret_history, err);
}

const struct gw_applied *gw_history_find(const struct gw_history *history, const char *key)
{
	const struct gw_applied *applied = gw_map_get(&history->by_key, gw_view_of(key));

	return applied != NULL && !applied->reverted ? applied : NULL;
}

/* The first row of a history: no run, no predecessor, our tables' version as its name. */
static struct gw_event anchor_event(const struct gw_history *history, struct gw_arena *arena,
				    const struct gw_actor *actor)
{
	struct gw_event event = {0};
	struct gw_digest hash;

	event.values[GW_COLUMN_seq] = gw_value_int(0);
	gw_event_set_text(&event, GW_COLUMN_run_id, gw_uuid(arena, history->conn->sys));
	gw_event_set_text(&event, GW_COLUMN_event, gw_event_kind_name(GW_EVENT_CREATED));
	gw_event_set_text(&event, GW_COLUMN_name, created_version);
	gw_event_set_text(&event, GW_COLUMN_db_user, history->conn->info.user);
	gw_event_set_actor(&event, actor);
	gw_event_set_text(&event, GW_COLUMN_server_version, history->conn->info.version);
	event.values[GW_COLUMN_started_at] = gw_value_int(history->conn->sys->now_us());
	hash = gw_event_hash(&event);
	gw_event_set_text(&event, GW_COLUMN_hash, gw_digest_hex(arena, &hash));
	return event;
}

/* The statements of one of our scripts, which splits without error. */
static bool add_script(struct gw_history *history, enum gw_query query, struct gw_arena *arena,
		       struct requests *requests, struct gw_error **err)
{
	struct gw_view script = gw_view_of(gw_history_sql(history, query));
	struct gw_splitter splitter;
	struct gw_statement statement;
	bool found = true;

	gw_splitter_init(&splitter, history->conn->engine->dialect, script);
	for (;;) {
		struct gw_request request = {0};

		if (!gw_split_next(&splitter, &statement, &found, err))
			return false;
		if (!found)
			return true;
		request.sql = gw_statement_text(script, &statement);
		gw_vec_push(arena, &requests->list, request);
	}
}

static void roll_back(struct gw_conn *conn)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	if (conn->in_transaction && !conn->broken)
		(void)!gw_conn_exec(conn, conn->engine->words.rollback, &ignored);
}

/* What else is sent along, as a row of another tool's table, has constraints of its own. */
static bool appends_event(const struct gw_history *history, const struct gw_request *request)
{
	return gw_view_is(request->sql, gw_history_sql(history, GW_Q_HISTORY_INSERT));
}

bool gw_history_send(struct gw_history *history, struct gw_arena *arena,
		     const struct gw_request *requests, size_t n, struct gw_error **err)
{
	struct gw_conn *conn = history->conn;
	size_t failed;

	if (conn->engine->run(conn, requests, n, arena, NULL, NULL, &failed, err))
		return true;
	translate(*err, failed < n && appends_event(history, &requests[failed]));
	roll_back(conn);
	return false;
}

static bool fail_create(const struct gw_history *history, struct gw_error **err)
{
	gw_fail_because(err, (*err)->code, "godwit's own tables could not be made");
	if (history->conn->engine->caps.transactional_ddl)
		gw_error_state(*err, GW_STATE_UNTOUCHED, NULL);
	else
		gw_error_state(*err, GW_STATE_PARTIAL,
			       "godwit's own tables may be there in "
			       "part; your schema was not touched");
	return false;
}

/* They are there, made by somebody else, and our transaction does not see them: look again. */
static bool fail_hidden(struct gw_error **err)
{
	gw_fail(err, GW_E_HEAD_MOVED, "somebody else made godwit's tables meanwhile");
	gw_error_state(*err, GW_STATE_UNTOUCHED, NULL);
	return false;
}

/*
 * Makes or completes the tables, and looks at them. Whoever may create tables too could have been
 * faster than we since the first look: so nothing is written into them before this one.
 */
static bool create_tables(struct gw_history *history, bool own_transaction, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct requests requests = {0};
	struct answers answers = {0};
	size_t failed;

	if (own_transaction)
		add_word(&scratch, &requests, history->conn->engine->words.begin);
	if (!add_script(history, GW_Q_METADATA_CREATE, &scratch, &requests, err))
		return false;
	answers.first = requests.list.n;
	add_word(&scratch, &requests, gw_history_sql(history, GW_Q_METADATA_RECHECK));
	if (!ask(history, &scratch, &requests, &answers, &failed, err)) {
		roll_back(history->conn);
		return fail_create(history, err);
	}
	if (judge_glance(history, &answers.rows, err) && (history->exists || fail_hidden(err)))
		return true;
	roll_back(history->conn);
	return false;
}

static void add_anchor(struct gw_history *history, struct gw_arena *arena,
		       const struct gw_actor *actor, struct requests *requests)
{
	struct gw_event *anchor = gw_new(arena, struct gw_event);
	struct gw_request request = {
		.sql = gw_view_of(gw_history_sql(history, GW_Q_HISTORY_INSERT)),
		.params = anchor->values,
		.nparams = GW_EVENT_COLUMN_COUNT,
	};

	*anchor = anchor_event(history, arena, actor);
	gw_vec_push(arena, &requests->list, request);
}

/*
 * The end of the transaction that made the tables. An empty history gets its first event before that,
 * and is loaded after it.
 */
static bool open_history(struct gw_history *history, const struct gw_actor *actor,
			 bool own_transaction, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	bool is_empty = history->head_seq < 0;
	struct requests requests = {0};
	struct answers answers = {.first = SIZE_MAX};
	size_t failed, end;

	if (is_empty)
		add_anchor(history, &scratch, actor, &requests);
	if (own_transaction)
		add_word(&scratch, &requests, history->conn->engine->words.commit);
	end = requests.list.n;
	if (is_empty)
		add_loads(history, &scratch, &requests, &answers);
	if (ask(history, &scratch, &requests, &answers, &failed, err))
		return !is_empty || fold_end(history, &answers, err);
	roll_back(history->conn);
	return failed >= end && !history->conn->broken ? false : fail_create(history, err);
}

/* Records that the tables have a new version. */
static bool record_upgrade(struct gw_history *history, const struct gw_actor *actor,
			   struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_recorder recorder;
	struct gw_event event = {0};

	gw_recorder_begin(&recorder, history, &scratch, history->conn->sys, actor);
	gw_event_set_text(&event, GW_COLUMN_event, gw_event_kind_name(GW_EVENT_CREATED));
	gw_event_set_text(&event, GW_COLUMN_name, created_version);
	if (!gw_history_append(&recorder, &event, err))
		return false;
	history->metadata_version = GW_METADATA_VERSION;
	return true;
}

bool gw_history_ensure(struct gw_history *history, const struct gw_actor *actor,
		       struct gw_error **err)
{
	const struct gw_conn *conn = history->conn;
	bool upgrade = history->exists && history->head_seq >= 0;
	/* Where the lock is a transaction, the tables come to be in it. */
	bool own_transaction = conn->engine->caps.transactional_ddl && !conn->in_transaction;

	if (history->metadata_version == GW_METADATA_VERSION)
		return true;
	if (conn->info.read_only) {
		gw_fail(err, GW_E_READ_ONLY, "the database is read-only");
		gw_error_hint(*err, "%s", conn->info.read_only_hint);
		return false;
	}
	if (!create_tables(history, own_transaction, err) ||
	    !open_history(history, actor, own_transaction, err))
		return false;
	return !upgrade || record_upgrade(history, actor, err);
}

bool gw_history_guard(struct gw_history *history, bool on, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_engine *engine = history->conn->engine;
	bool own_transaction = engine->caps.transactional_ddl && !history->conn->in_transaction;
	struct requests requests = {0};

	if (own_transaction)
		add_word(&scratch, &requests, engine->words.begin);
	if (!add_script(history, on ? GW_Q_GUARD_ON : GW_Q_GUARD_OFF, &scratch, &requests, err))
		return false;
	if (own_transaction)
		add_word(&scratch, &requests, engine->words.commit);
	return gw_history_send(history, &scratch, requests.list.items, requests.list.n, err);
}

bool gw_history_guard_state(struct gw_history *history, struct gw_arena *arena,
			    const char **ret_state, struct gw_error **err)
{
	struct gw_rows rows;

	if (!gw_conn_query(history->conn, arena, gw_history_sql(history, GW_Q_GUARD_STATE), NULL, 0,
			   &rows, err))
		return false;
	*ret_state = gw_view_dup(arena, gw_cell(&rows, 0, 0));
	return true;
}

bool gw_history_events(struct gw_history *history, struct gw_arena *arena, int64_t first,
		       int64_t last, struct gw_events *ret_events, struct gw_error **err)
{
	const struct gw_value params[] = {gw_value_int(first), gw_value_int(last)};
	struct gw_rows rows;

	*ret_events = (struct gw_events){0};
	if (!history->exists)
		return true;
	if (!gw_conn_query(history->conn, arena, gw_history_sql(history, GW_Q_HISTORY_FULL), params,
			   GW_COUNT(params), &rows, err))
		return false;
	for (size_t i = 0; i < rows.nrows; i++) {
		struct gw_event event;

		gw_event_from_row(&rows, i, &event);
		gw_vec_push(arena, &ret_events->list, event);
	}
	return true;
}

struct each {
	gw_event_fn *fn;
	void *payload;
};

static bool tell_events(void *payload, const struct gw_reply *reply, struct gw_error **err)
{
	const struct each *each = payload;

	for (size_t i = 0; i < reply->rows.nrows; i++) {
		struct gw_event event;

		gw_event_from_row(&reply->rows, i, &event);
		if (!each->fn(each->payload, &event, err))
			return false;
	}
	return true;
}

bool gw_history_each(struct gw_history *history, gw_event_fn *fn, void *payload,
		     struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_value range[] = {gw_value_int(INT64_MIN), gw_value_int(INT64_MAX)};
	const struct gw_request request = {
		.sql = gw_view_of(gw_history_sql(history, GW_Q_HISTORY_FULL)),
		.params = range,
		.nparams = GW_COUNT(range),
		.rows_apart = true,
	};
	struct each each = {fn, payload};
	size_t failed;

	if (!history->exists)
		return true;
	return history->conn->engine->run(history->conn, &request, 1, &scratch, tell_events, &each,
					  &failed, err);
}

static bool fail_chain(int64_t seq, const char *what, struct gw_error **err)
{
	gw_fail(err, GW_E_CHAIN, "row %lld of godwit_history %s", (long long)seq, what);
	gw_error_state(*err, GW_STATE_UNTOUCHED, NULL);
	gw_error_hint(*err, "`godwit audit verify` shows all that is wrong with the history.");
	return false;
}

bool gw_history_is_whole(const struct gw_history *history, struct gw_error **err)
{
	return history->missing_seq < 0 || fail_chain(history->missing_seq, "is missing", err);
}

/* Whether the first event is as its own hash says, and as the event after it does, if there is one. */
static bool check_event(const struct gw_events *events, struct gw_error **err)
{
	const struct gw_event *event = &events->list.items[0];
	int64_t seq = gw_event_int(event, GW_COLUMN_seq);
	struct gw_digest hash = gw_event_hash(event), said;

	if (!gw_digest_parse(event->values[GW_COLUMN_hash].text, &said) ||
	    !gw_digest_eq(&hash, &said))
		return fail_chain(seq, "was altered", err);
	if (events->list.n > 1 &&
	    (!gw_digest_parse(events->list.items[1].values[GW_COLUMN_prev_hash].text, &said) ||
	     !gw_digest_eq(&hash, &said)))
		return fail_chain(seq, "is not the one that the next row follows", err);
	return true;
}

bool gw_history_text(struct gw_history *history, struct gw_arena *arena,
		     const struct gw_applied *applied, bool down, struct gw_view *ret_text,
		     struct gw_error **err)
{
	struct gw_events events;

	*ret_text = (struct gw_view){0};
	if (!gw_history_events(history, arena, applied->text_seq, applied->text_seq + 1, &events,
			       err))
		return false;
	if (events.list.n == 0 ||
	    gw_event_int(&events.list.items[0], GW_COLUMN_seq) != applied->text_seq)
		return true;
	if (!check_event(&events, err))
		return false;
	*ret_text = events.list.items[0].values[down ? GW_COLUMN_down_sql : GW_COLUMN_up_sql].text;
	return true;
}
