/*
 * Signing statements, and looking for them in the binary log; see binlog.h.
 *
 * SHOW BINLOG EVENTS has a row for each event: of a statement that is logged as text this text, with
 * "use `shop`; " before it; of rows an event with the text of the statement that wrote them, and others
 * that say which tables. A group of events, a transaction or one statement, begins with a GTID.
 *
 *	Gtid            BEGIN GTID 0-1-16                    the note
 *	Annotate_rows   INSERT INTO godwit_journal .. 'log:MARK' ..
 *	Xid             COMMIT
 *	Gtid            GTID 0-1-17                          the statement
 *	Query           use `shop`; TRUNCATE t [sign]
 *
 * With binlog_alter_two_phase there are two groups for an ALTER: one when it begins, and one for how it
 * ended. Both have the text. A file ends with where the next one goes on, but for that of a server that was
 * stopped, or killed.
 */
#include <string.h>

#include "engine/mysql/binlog.h"
#include "mysql_sql.h"

#define WORD_BEGIN "log:"
#define SIGN_BEGIN "\n/* godwit "
#define SIGN_END   " */"

#define RESTARTED "the server was restarted meanwhile, so its binary log does not tell"

enum { MARK_BYTES = 8, MARK_DIGITS = 16 };

/* --- before it: the sign --- */

static bool is_word(struct gw_view text, struct gw_token token, const char *word)
{
	return token.kind == GW_TOKEN_WORD &&
	       gw_view_is_nocase(gw_view_slice(text, token.start, token.end), word);
}

static bool has_word(const struct gw_my_conn *conn, struct gw_view text, const char *word)
{
	struct gw_lexer lexer = gw_my_lexer(conn, text);
	struct gw_token token;

	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		if (is_word(text, token, word))
			return true;
	}
	return false;
}

/* A SELECT or DO that calls a function is logged as that call; LOAD DATA as a copy of the file. */
static bool is_logged_as_sent(const struct gw_my_conn *conn, struct gw_view text)
{
	static const char *const words[] = {"INSERT", "REPLACE", "UPDATE", "DELETE"};
	struct gw_lexer lexer = gw_my_lexer(conn, text);
	struct gw_token first = gw_lexer_next_code(&lexer);

	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (is_word(text, first, words[i]))
			return true;
	}
	return false;
}

static bool are_tables(const struct gw_objects *objects)
{
	for (size_t i = 0; i < objects->list.n; i++) {
		if (objects->list.items[i].kind != GW_OBJECT_TABLE)
			return false;
	}
	return true;
}

/*
 * Text within EXECUTE IMMEDIATE is logged without what comes after it, and SET STATEMENT may say how
 * it is logged. ALTER TABLE .. TRUNCATE PARTITION is logged when it fails, too. What comes after INSERT
 * DELAYED is done by another session.
 */
static bool is_told(const struct gw_my_conn *conn, struct gw_view statement,
		    const struct gw_effect *effect)
{
	if (!gw_view_eq(effect->statement, statement) || !are_tables(&effect->objects))
		return false;
	switch (effect->kind) {
	case GW_EFFECT_EMPTIES:
		return true;
	case GW_EFFECT_RENAMES:
		return effect->unmarked;
	case GW_EFFECT_ALTERS:
		return effect->unmarked && !has_word(conn, statement, "TRUNCATE");
	case GW_EFFECT_WRITES:
		return is_logged_as_sent(conn, statement) && !has_word(conn, statement, "DELAYED");
	case GW_EFFECT_UNSEEN:
	case GW_EFFECT_REPEATABLE:
	case GW_EFFECT_CREATES:
	case GW_EFFECT_DROPS:
	case GW_EFFECT_REPLACES:
		break;
	}
	return false;
}

static const char *new_mark(const struct gw_my_conn *conn, struct gw_arena *arena)
{
	unsigned char bytes[MARK_BYTES];
	GW_STR_AUTO struct gw_str str = {0};

	conn->base.sys->random(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		gw_str_printf(&str, "%02x", bytes[i]);
	return gw_str_take(&str, arena);
}

void gw_my_log_sign(const struct gw_my_conn *conn, struct gw_arena *arena, struct gw_view statement,
		    const struct gw_effect *effect, struct gw_witness *witness)
{
	const char *mark;

	if (!conn->logs || witness->expression == NULL || !is_told(conn, statement, effect))
		return;
	mark = new_mark(conn, arena);
	witness->sign = gw_format(arena, SIGN_BEGIN "%s" SIGN_END, mark);
	witness->signed_expression = gw_format(
		arena, "CONCAT_WS(' ', %s, CONCAT('" WORD_BEGIN "%s:', %s))", witness->expression,
		mark, SQL_LOG_POSITION + strlen("SELECT "));
}

size_t gw_my_log_find_sign(struct gw_view text)
{
	return gw_view_find(text, GW_VIEW(SIGN_BEGIN));
}

/* --- after it: the search --- */

struct gw_view gw_my_log_take_word(struct gw_view *look)
{
	size_t blank = look->p != NULL ? gw_view_rfind_char(*look, ' ') : GW_NOWHERE;
	struct gw_view word = {0};

	if (blank == GW_NOWHERE || !gw_view_starts(gw_view_from(*look, blank + 1), WORD_BEGIN))
		return word;
	word = gw_view_from(*look, blank + 1);
	*look = gw_view_slice(*look, 0, blank);
	return word;
}

struct search {
	struct gw_my_conn *conn;
	struct gw_arena *arena;
	struct gw_view note; /* what to look for: "log:MARK", */
	struct gw_view sign; /* and this */
	struct gw_view file; /* where it begins */
	uint64_t position;
	bool in_phase; /* the group is of an ALTER that began, or was undone */
	bool goes_on; /* the last event read says that there is another file; */
	bool is_cut; /* without it there is one: the server was started anew */
	bool has_note;
	bool has_sign;
	bool is_unsure;
	const char *place; /* of what was found */
};

/* Columns of sql/log_events.sql. */
enum { EVENT_FILE, EVENT_POSITION, EVENT_TYPE, EVENT_SERVER, EVENT_END, EVENT_TEXT };

static bool is_phase(struct gw_view text)
{
	return gw_view_find(text, GW_VIEW(" START ALTER")) != GW_NOWHERE ||
	       gw_view_find(text, GW_VIEW(" ROLLBACK ALTER")) != GW_NOWHERE;
}

/* In the order of the log: a sign counts after its note. */
static void read_text(struct search *search, const struct gw_rows *rows, size_t row)
{
	struct gw_view text = gw_cell(rows, row, EVENT_TEXT);

	search->has_note |= gw_view_find(text, search->note) != GW_NOWHERE;
	if (!search->has_note || gw_view_find(text, search->sign) == GW_NOWHERE)
		return;
	if (search->in_phase) {
		search->is_unsure = true;
		return;
	}
	search->has_sign = true;
	search->place = gw_format(search->arena, "%.*s, position %.*s",
				  GW_VIEW_ARG(gw_cell(rows, row, EVENT_FILE)),
				  GW_VIEW_ARG(gw_cell(rows, row, EVENT_POSITION)));
}

static bool read_events(void *payload, const struct gw_reply *reply,
			struct gw_error **err GW_UNUSED)
{
	struct search *search = payload;

	for (size_t i = 0; i < reply->rows.nrows; i++) {
		struct gw_view type = gw_cell(&reply->rows, i, EVENT_TYPE);

		if (gw_view_is(type, "Gtid"))
			search->in_phase = is_phase(gw_cell(&reply->rows, i, EVENT_TEXT));
		search->goes_on = gw_view_is(type, "Rotate");
		search->is_unsure |= gw_view_is(type, "Incident");
		read_text(search, &reply->rows, i);
	}
	return true;
}

static bool read_file(struct search *search, struct gw_view file, uint64_t position,
		      struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_value params[] = {
		gw_value_text(file),
		gw_value_int((int64_t)position),
	};
	const struct gw_request request = {
		.sql = gw_view_of(SQL_LOG_EVENTS),
		.params = params,
		.nparams = GW_COUNT(params),
		.rows_apart = true,
	};
	size_t failed;

	return gw_my_run(&search->conn->base, &request, 1, &scratch, read_events, search, &failed,
			 err);
}

static bool read_files(struct search *search, const struct gw_rows *files, struct gw_error **err)
{
	enum { FIRST_POSITION = 4 };
	bool begun = false;

	for (size_t i = 0; i < files->nrows; i++) {
		struct gw_view file = gw_cell(files, i, 0);
		bool is_first = gw_view_eq(file, search->file);

		search->is_cut |= begun && !search->goes_on;
		begun = begun || is_first;
		if (begun &&
		    !read_file(search, file, is_first ? search->position : FIRST_POSITION, err))
			return false;
	}
	return true;
}

/* --- testimony --- */

static void be_silent(struct gw_my_testimony *testimony, const char *words)
{
	*testimony = (struct gw_my_testimony){.answer = GW_MY_LOG_SILENT, .words = words};
}

/* "log:MARK:1234:bin.000007" */
static bool begin_search(struct search *search, struct gw_view word)
{
	struct gw_view mark, position, rest = gw_view_from(word, strlen(WORD_BEGIN));

	if (!gw_view_next_field(&rest, ':', &mark) || mark.n != MARK_DIGITS ||
	    !gw_view_next_field(&rest, ':', &position) ||
	    !gw_parse_u64(position, &search->position))
		return false;
	search->file = rest;
	search->note = gw_view_slice(word, 0, strlen(WORD_BEGIN) + mark.n);
	search->sign = gw_view_of(
		gw_format(search->arena, SIGN_BEGIN "%.*s" SIGN_END, GW_VIEW_ARG(mark)));
	return true;
}

static bool is_this_server(const struct gw_my_conn *conn, const struct gw_lost *by)
{
	return by == NULL || (by->session_start_us != 0 && conn->base.info.session_start_us != 0 &&
			      !gw_my_restarted(&conn->base, by));
}

/* Columns of sql/log_filters.sql. */
enum { FILTER_FILE, FILTER_POSITION, FILTER_KEEPS, FILTER_LEAVES };

static bool is_filtered(const struct gw_rows *rows)
{
	return rows->nrows != 1 || gw_cell(rows, 0, FILTER_KEEPS).n != 0 ||
	       gw_cell(rows, 0, FILTER_LEAVES).n != 0;
}

static void testify(const struct search *search, struct gw_my_testimony *testimony)
{
	if (search->is_cut)
		be_silent(testimony, RESTARTED);
	else if (!search->has_note)
		be_silent(testimony, "the binary log does not reach back so far");
	else if (search->has_sign)
		*testimony = (struct gw_my_testimony){GW_MY_LOG_WITH, search->place};
	else if (search->is_unsure)
		be_silent(testimony, "the binary log does not tell either");
	else
		testimony->answer = GW_MY_LOG_WITHOUT;
}

static bool read_log(struct search *search, struct gw_my_testimony *testimony,
		     struct gw_error **err)
{
	struct gw_conn *conn = &search->conn->base;
	struct gw_rows filters, files;

	if (!gw_conn_query(conn, search->arena, SQL_LOG_FILTERS, NULL, 0, &filters, err))
		return false;
	if (is_filtered(&filters)) {
		be_silent(testimony, "the binary log is filtered");
		return true;
	}
	if (!gw_conn_query(conn, search->arena, SQL_LOG_FILES, NULL, 0, &files, err) ||
	    !read_files(search, &files, err))
		return false;
	testify(search, testimony);
	return true;
}

/* What was refused, and leaves the connection as it was. */
static bool take_refusal(struct gw_my_testimony *testimony, struct gw_error **err)
{
	enum gw_code code = (*err)->code;

	if (code == GW_E_PERMISSION)
		be_silent(testimony, "with the BINLOG MONITOR privilege godwit could look for it "
				     "in the binary log");
	else if (code == GW_E_STATEMENT || code == GW_E_SERVER)
		be_silent(testimony, "the binary log cannot be read");
	else
		return false;
	gw_error_clear(err);
	return true;
}

bool gw_my_log_ask(struct gw_my_conn *conn, struct gw_arena *arena, struct gw_view word,
		   const struct gw_lost *by, struct gw_my_testimony *ret_testimony,
		   struct gw_error **err)
{
	struct search search = {.conn = conn, .arena = arena};

	*ret_testimony = (struct gw_my_testimony){0};
	if (!begin_search(&search, word))
		be_silent(ret_testimony, "its session did not write the binary log in full");
	else if (!is_this_server(conn, by))
		be_silent(ret_testimony, RESTARTED);
	else if (!read_log(&search, ret_testimony, err))
		return take_refusal(ret_testimony, err);
	return true;
}
