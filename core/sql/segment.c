/*
 * Segments: where each statement goes.
 *
 * A segment is open while statements can join it. It is light while it holds nothing but statements
 * of the session; a light segment joins whatever transaction comes next, so that SET before BEGIN,
 * or PRAGMA foreign_keys around it, do not tear a script apart.
 *
 *	     statement             BEGIN                   COMMIT
 *	none ------> open (light?) ------> in transaction ------> pushed
 *	                 a statement that must be alone pushes what is open, then itself
 */
#include "sql/classify_int.h"
#include "sql/segment_int.h"

/* --- errors --- */

static struct gw_place place_of(const struct gw_statement *statement)
{
	return (struct gw_place){statement->start, statement->end - statement->start};
}

/* what and why make the message. */
static bool refuse(struct gw_survey *survey, struct gw_place place, const char *what,
		   const char *why, const char *hint)
{
	survey->error = place;
	gw_fail(survey->err, GW_E_SQL, "%s%s", what, why);
	gw_error_hint(*survey->err, "%s", hint);
	return false;
}

static bool refuse_here(struct gw_survey *survey, const char *what, const char *why,
			const char *hint)
{
	return refuse(survey, place_of(&survey->statement), what, why, hint);
}

static const char whole_hint[] = "All migrations of the run share one transaction. Run without "
				 "`--transaction run`: each has "
				 "its own then.";

/* --- segments --- */

static void open_segment(struct gw_survey *survey)
{
	survey->open = (struct gw_segment){
		.kind = GW_SEGMENT_TOGETHER,
		.first = survey->index,
		.start = survey->statement.start,
		.body = survey->index,
		.begin = GW_NOWHERE,
		.session_only = true,
	};
	survey->is_open = true;
	survey->light = true;
	survey->sent = 0;
	survey->prefix = 0;
}

static struct gw_segment *last_segment(struct gw_survey *survey)
{
	return survey->facts.segments.n > 0 ? &gw_vec_last(&survey->facts.segments) : NULL;
}

static void push_open(struct gw_survey *survey)
{
	gw_vec_push(survey->arena, &survey->facts.segments, survey->open);
	survey->is_open = false;
}

/*
 * Ends the open segment. One that sends nothing becomes the tail of the segment before it; after a
 * statement that is alone, and at the start, it stays open as the head of the next.
 */
static void close_segment(struct gw_survey *survey)
{
	struct gw_segment *last = last_segment(survey);

	survey->labels.n = 0;
	if (!survey->is_open)
		return;
	if (survey->sent > 0) {
		push_open(survey);
	} else if (last != NULL && last->kind != GW_SEGMENT_ALONE) {
		last->count += survey->open.count;
		survey->is_open = false;
	} else {
		survey->open.begin = GW_NOWHERE;
		survey->open.body = survey->open.first;
		survey->open.session_only = true;
	}
}

static void append(struct gw_survey *survey)
{
	bool sent = gw_class_is_sent(&survey->statement.class);

	if (!survey->is_open)
		open_segment(survey);
	survey->open.count++;
	survey->sent += sent;
	survey->facts.statements += sent;
}

/* Changes nothing but the session, so that it may stand in any transaction, and outside. */
static bool is_of_session(const struct gw_survey *survey)
{
	const struct gw_class *class = &survey->statement.class;

	return class->kind == GW_STATEMENT_SESSION && class->tx == GW_TX_NONE &&
	       class->no_transaction == NULL && !class->implicit_commit &&
	       (!class->transaction_local || survey->in_transaction);
}

/* --- placing --- */

/* A new enum label cannot be used before it is committed (PostgreSQL 55P04). */
static void part_from_new_label(struct gw_survey *survey)
{
	struct gw_view code = gw_statement_text(survey->splitter.text, &survey->statement);
	struct gw_view label = survey->statement.class.enum_label;

	if (survey->in_transaction || survey->wish != GW_TX_WISH_AUTO)
		return;
	if (label.p != NULL)
		gw_vec_push(&survey->labels_arena, &survey->labels, label);
	else if (survey->labels.n > 0 &&
		 gw_mentions_literal(survey->splitter.dialect, survey->modes, code,
				     survey->labels.items, survey->labels.n))
		close_segment(survey);
}

/* Under the wish WHOLE nothing but the session may come after the first segment. */
static bool allow_more(struct gw_survey *survey)
{
	if (survey->wish != GW_TX_WISH_WHOLE || survey->facts.segments.n == 0)
		return true;
	return refuse(survey,
		      survey->boundary.length != 0 ? survey->boundary
						   : place_of(&survey->statement),
		      "the script's own transaction ends before the script", "", whole_hint);
}

static bool place_together(struct gw_survey *survey)
{
	const struct gw_class *class = &survey->statement.class;
	bool of_session = is_of_session(survey);

	if (!of_session && !allow_more(survey))
		return false;
	part_from_new_label(survey);
	append(survey);
	survey->light &= of_session;
	survey->open.session_only &= of_session && !class->ignored_in_transaction;
	return true;
}

/* Why the statement cannot share a transaction, or NULL. */
static const char *reason_alone(const struct gw_survey *survey)
{
	const struct gw_class *class = &survey->statement.class;

	if (class->no_transaction != NULL)
		return class->no_transaction;
	if (!survey->transactional_ddl && class->implicit_commit)
		return "it commits what is open, or may do so";
	if (survey->wish == GW_TX_WISH_OFF && !survey->in_transaction && !is_of_session(survey))
		return "the migration says transaction=off";
	return NULL;
}

static bool place_alone(struct gw_survey *survey, const char *reason)
{
	const struct gw_class *class = &survey->statement.class;

	if (survey->wish == GW_TX_WISH_WHOLE)
		return refuse_here(survey, reason, "", whole_hint);
	if (survey->in_transaction && class->no_transaction != NULL)
		return refuse_here(survey, class->no_transaction,
				   ", and the script has opened one with BEGIN",
				   "Move the statement in front of BEGIN or after COMMIT.");
	survey->in_transaction = false; /* committed by the statement, as the server does */
	close_segment(survey);
	if (survey->is_open)
		push_open(survey);
	append(survey);
	survey->open.kind = GW_SEGMENT_ALONE;
	survey->open.reason = reason;
	survey->open.session_only = false;
	push_open(survey);
	return true;
}

static bool place_plain(struct gw_survey *survey)
{
	const struct gw_class *class = &survey->statement.class;
	const char *reason = reason_alone(survey);

	if (class->locks_tables && !survey->transactional_ddl && survey->wish != GW_TX_WISH_WHOLE) {
		survey->in_transaction = false;
		close_segment(survey);
		append(survey);
		survey->open.kind = GW_SEGMENT_SPAN;
		survey->open.reason = "LOCK TABLES allows nothing else until UNLOCK TABLES";
		survey->open.session_only = false;
		survey->begin = place_of(&survey->statement);
		return true;
	}
	return reason != NULL ? place_alone(survey, reason) : place_together(survey);
}

/* SET TRANSACTION, which must come before any query, so before ours as well. */
static bool place_characteristics(struct gw_survey *survey)
{
	const struct gw_classifier *classifier = survey->splitter.dialect->classifier;
	bool before_begin = classifier->characteristics_before_begin;

	if (before_begin && !survey->in_transaction && survey->is_open && !survey->light)
		close_segment(survey);
	append(survey);
	if (survey->light && !(before_begin && survey->in_transaction)) {
		survey->open.body = survey->index + 1;
		survey->open.opening_before_begin = before_begin;
	}
	return true;
}

static bool nested_begin(struct gw_survey *survey)
{
	switch (survey->splitter.dialect->classifier->nested_begin) {
	case GW_NESTED_IGNORED:
		append(survey);
		return true;
	case GW_NESTED_COMMITS:
		survey->in_transaction = false;
		return true;
	case GW_NESTED_REFUSED:
		break;
	}
	return refuse_here(survey, "BEGIN inside a transaction", "",
			   "Put COMMIT in front of it, or use SAVEPOINT.");
}

static bool place_begin(struct gw_survey *survey)
{
	bool options = survey->statement.class.begin_options;

	if (survey->in_transaction && !nested_begin(survey))
		return false;
	if (survey->in_transaction)
		return true;
	if (survey->wish == GW_TX_WISH_WHOLE && options)
		return refuse_here(survey, "BEGIN with options cannot open a shared transaction",
				   "", whole_hint);
	if (survey->is_open && !survey->light)
		close_segment(survey);
	if (!allow_more(survey))
		return false;
	survey->facts.own_transactions = true;
	survey->in_transaction = true;
	survey->begin = place_of(&survey->statement);
	if (!survey->is_open)
		open_segment(survey);
	survey->prefix = survey->sent > 0 ? survey->open.count : 0;
	survey->prefix_session_only = survey->open.session_only;
	if (options) {
		survey->open.begin = survey->index;
		survey->open.body = survey->index + 1;
	}
	survey->open.session_only = false;
	append(survey);
	return true;
}

static bool place_commit(struct gw_survey *survey)
{
	survey->facts.own_transactions = true;
	survey->boundary = place_of(&survey->statement);
	survey->supposes_outer |= !survey->in_transaction;
	/* Outside of a transaction it does nothing, and what is light goes on. */
	append(survey);
	if (survey->in_transaction || !survey->light || survey->sent == 0)
		close_segment(survey);
	survey->in_transaction = false;
	return true;
}

/* What the script rolls back must not take the session's settings before it along. */
static void split_prefix(struct gw_survey *survey)
{
	struct gw_segment prefix = survey->open;

	if (survey->prefix == 0)
		return;
	prefix.count = survey->prefix;
	prefix.begin = GW_NOWHERE;
	prefix.body = prefix.first;
	prefix.session_only = survey->prefix_session_only;
	gw_vec_push(survey->arena, &survey->facts.segments, prefix);
	survey->open.first += survey->prefix;
	survey->open.count -= survey->prefix;
	survey->open.start = survey->begin.offset;
	survey->open.body = GW_MAX(survey->open.body, survey->open.first);
}

static bool place_rollback(struct gw_survey *survey)
{
	if (survey->wish == GW_TX_WISH_WHOLE)
		return refuse_here(survey, "ROLLBACK would undo the whole migration", "",
				   whole_hint);
	if (!survey->in_transaction)
		return refuse_here(survey, "ROLLBACK without BEGIN", "",
				   "What stands before it has been committed already. Open the "
				   "transaction with BEGIN, or remove ROLLBACK.");
	split_prefix(survey);
	append(survey);
	survey->open.rolls_back = true;
	survey->in_transaction = false;
	close_segment(survey);
	return true;
}

/*
 * Inside of LOCK TABLES everything is sent as it stands, but for COMMIT and its like. Without
 * autocommit ROLLBACK would have to be sent, and would take back what is ours.
 */
static bool place_in_span(struct gw_survey *survey)
{
	if (survey->autocommit_off && survey->statement.class.tx == GW_TX_ROLLBACK)
		return refuse_here(survey, "ROLLBACK under LOCK TABLES, without autocommit", "",
				   "Leave out what is rolled back, or go back to a SAVEPOINT.");
	append(survey);
	if (survey->statement.class.unlocks_tables)
		close_segment(survey);
	return true;
}

static bool stays_in_span(const struct gw_survey *survey)
{
	const struct gw_class *class = &survey->statement.class;
	bool begins = class->tx == GW_TX_BEGIN && class->kind == GW_STATEMENT_TRANSACTION;

	return survey->is_open && survey->open.kind == GW_SEGMENT_SPAN &&
	       class->tx != GW_TX_OTHER && !begins;
}

/* SET autocommit */
static void follow_autocommit(struct gw_survey *survey)
{
	const struct gw_class *class = &survey->statement.class;

	if (class->kind == GW_STATEMENT_SESSION && class->tx == GW_TX_BEGIN)
		survey->autocommit_off = true;
	else if (class->kind == GW_STATEMENT_SESSION && class->tx == GW_TX_COMMIT)
		survey->autocommit_off = false;
}

bool gw_segments_place(struct gw_survey *survey)
{
	follow_autocommit(survey);
	if (stays_in_span(survey))
		return place_in_span(survey);
	if (survey->is_open && survey->open.kind == GW_SEGMENT_SPAN)
		close_segment(survey); /* BEGIN unlocks the tables */
	switch (survey->statement.class.tx) {
	case GW_TX_NONE:
	case GW_TX_SAVEPOINT:
		return place_plain(survey);
	case GW_TX_CHARACTERISTICS:
		return place_characteristics(survey);
	case GW_TX_BEGIN:
		return place_begin(survey);
	case GW_TX_COMMIT:
		return place_commit(survey);
	case GW_TX_ROLLBACK:
		return place_rollback(survey);
	case GW_TX_OTHER:
		break;
	}
	return refuse_here(
		survey, survey->statement.class.tag, " cannot be part of a migration",
		"godwit ends each transaction together with its record of it. Use BEGIN and "
		"COMMIT alone.");
}

bool gw_segments_end(struct gw_survey *survey)
{
	struct gw_segment *last = last_segment(survey);

	if (survey->is_open && survey->open.kind == GW_SEGMENT_SPAN)
		return refuse(survey, survey->begin, "LOCK TABLES without UNLOCK TABLES", "",
			      "Add UNLOCK TABLES after the last statement that needs the locks.");
	if (survey->in_transaction && !survey->supposes_outer)
		return refuse(
			survey, survey->begin, "BEGIN without COMMIT", "",
			"A client would roll the transaction back at the end of the script. Add "
			"COMMIT, or remove BEGIN: godwit opens a transaction by itself.");
	if (survey->is_open && survey->light && last != NULL && last->kind == GW_SEGMENT_TOGETHER &&
	    !last->rolls_back) {
		last->count += survey->open.count;
		return true;
	}
	close_segment(survey);
	if (survey->is_open)
		push_open(survey);
	return true;
}
