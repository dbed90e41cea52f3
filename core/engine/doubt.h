/*
 * Doubt: finding out what became of a statement, or of a session, whose end nobody heard.
 *
 * A statement that runs outside of a transaction shares none with the note that it is done. So the
 * journal keeps, from before it runs, how the objects that it touches look (the witness). When its
 * outcome is in doubt, or when it failed and may have left something, the engine looks again:
 *
 *	looks as before     it has not happened
 *	looks otherwise     it has happened
 *	in part, or broken  the engine puts it in order, or says what is left to run
 *	cannot be seen      a person has to say
 *
 * Nobody may run anything meanwhile: the session that ran the statement is over, and we hold the lock.
 */
#ifndef GW_ENGINE_DOUBT_H
#define GW_ENGINE_DOUBT_H

#include "base/error.h"
#include "base/view.h"

struct gw_arena;
struct gw_conn;

/* A session that we lost sight of. */
struct gw_lost {
	int64_t connection_id; /* 0: not known */
	int64_t session_start_us; /* as info.session_start_us; 0 not known */
	int64_t transaction; /* the engine's number of what it had open; 0 not known */
};

/*
 * Notes a look without taking it: a compound statement around the INSERT, which runs where the look is sure
 * to be `value`. Elsewhere the whole fails, as it does for a server that does not understand it.
 */
struct gw_probe {
	const char *before; /* the INSERT; NULL: there is no such statement */
	const char *value; /* scalar SQL */
	const char *after;
};

/* What to look at before a statement runs. All NULL: nothing that could be seen tells. */
struct gw_witness {
	const char *objects; /* for people: a JSON array of texts, ["table shop.users"] */
	const char *
		expression; /* scalar SQL, with literals in place: one text, the look of them all */
	struct gw_probe probe; /* a faster way to that value, to be tried before it */
	bool tells; /* two of them tell in any case whether the statement happened */
	/* NULL, or where a log of the server tells as well: */
	const char *sign; /* what is put after the statement's text, by which it is known there, */
	const char *signed_expression; /* and what is kept then in place of the other */
};

enum gw_outcome {
	GW_OUTCOME_NONE, /* it has not happened; or to run it again does no harm */
	GW_OUTCOME_HAPPENED,
	GW_OUTCOME_PART, /* it has happened in part; `rest` does what is left */
	GW_OUTCOME_UNKNOWN, /* nobody can tell from here; `reason` says why */
};

struct gw_verdict {
	enum gw_outcome outcome;
	const char *rest; /* of PART: the statement to run in place of it */
	const char *reason; /* one phrase for people: what was seen; NULL none */
};

#endif
