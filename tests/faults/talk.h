/*
 * What a client and its server say to each other, as far as somebody in between has to know: where a
 * message of the client ends, what it is called, and whether the server has answered all that it got.
 *
 * PostgreSQL's protocol 3 and that of MySQL, without TLS and compression.
 */
#ifndef TESTS_FAULTS_TALK_H
#define TESTS_FAULTS_TALK_H

#include "base/str.h"

enum protocol { PROTOCOL_POSTGRES, PROTOCOL_MYSQL };

/* What the server of MySQL's protocol is about to say. */
enum mysql_state {
	MYSQL_GREETING,
	MYSQL_LOGIN, /* what it thinks of the client */
	MYSQL_NOTHING, /* it waits for a command */
	MYSQL_RESULT, /* the first packet of a result */
	MYSQL_PREPARED, /* the first packet about a prepared statement */
	MYSQL_COLUMNS, /* packets that describe columns, `left` of them */
	MYSQL_ROWS,
};

enum { TALK_HEAD_BYTES = 64, TALK_NAME_BYTES = 100 };

struct talk {
	enum protocol protocol;
	bool logged_in;
	char statement[TALK_NAME_BYTES]; /* PostgreSQL: the text that was parsed or bound last, */
	char prepared[TALK_NAME_BYTES]; /* and that of the last statement with a name */

	/* The server's message that is under way: its beginning, and how much of it came. */
	unsigned char head[TALK_HEAD_BYTES];
	size_t seen;
	size_t size; /* with its header; 0 as long as that is not whole */

	/* PostgreSQL: what the server owes, in order: STEP and SYNC. */
	struct gw_str owed;
	bool skips; /* after an error the server skips what comes before the next Sync */
	bool asked; /* it waits for more from the client before it pays */
	bool copying; /* it takes in rows, and ignores Sync */

	enum mysql_state state;
	enum mysql_state after_columns;
	size_t left;
	bool deprecates_eof;
};

void talk_init(struct talk *talk, enum protocol protocol);
void talk_done(struct talk *talk);

/* The size of the message at the start of what the client sent; 0 when that holds no whole one. */
size_t talk_message(const struct talk *talk, struct gw_view bytes);
/* What it is: "Query SELECT 1", "Execute COMMIT", "Login". */
void talk_name(const struct talk *talk, struct gw_view message, struct gw_str *name);
/* The message is on its way to the server. */
void talk_client(struct talk *talk, struct gw_view message);
/* The server sent these bytes, of however many messages. */
void talk_server(struct talk *talk, struct gw_view bytes);
/* The server has nothing more to say before the client goes on. */
bool talk_is_answered(const struct talk *talk);
/*
 * A message for the server that makes it say what it keeps until the end of a pipeline; empty when it
 * keeps nothing.
 */
struct gw_view talk_flush(const struct talk *talk, struct gw_view message);

#endif
