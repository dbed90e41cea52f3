/*
 * The two protocols. Of each message from the server only the head is looked at; see the manuals of
 * PostgreSQL ("Message Formats") and of MariaDB ("Clientserver Protocol").
 */
#include "talk.h"

#include <stdio.h>
#include <string.h>

/* --- what is common --- */

void talk_init(struct talk *talk, enum protocol protocol)
{
	*talk = (struct talk){.protocol = protocol, .state = MYSQL_GREETING};
}

void talk_done(struct talk *talk)
{
	gw_str_done(&talk->owed);
}

static unsigned byte_at(struct gw_view bytes, size_t i)
{
	return i < bytes.n ? (unsigned char)bytes.p[i] : 0;
}

static size_t big_endian(const unsigned char *p)
{
	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

static size_t little_endian(const unsigned char *p, size_t n)
{
	size_t value = 0;

	while (n-- > 0)
		value = value << 8 | p[n];
	return value;
}

/* A word, and the beginning of a text in one line. */
static void add_name(struct gw_str *name, const char *word, struct gw_view text)
{
	size_t end = gw_view_find_char(text, '\0');

	if (end != GW_NOWHERE)
		text = gw_view_slice(text, 0, end);
	text = gw_view_trim(text);
	gw_str_puts(name, word);
	if (text.n != 0)
		gw_str_putc(name, ' ');
	for (size_t i = 0; i < text.n && name->n < TALK_NAME_BYTES - 1; i++)
		gw_str_putc(name, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
}

/* --- PostgreSQL --- */

enum {
	STEP = 'x', /* the end of one step of a pipeline */
	SYNC = 'Z', /* ReadyForQuery */
	PG_HEADER_BYTES = 5,
	PG_SSL_REQUEST = 80877103,
	PG_GSS_REQUEST = 80877104,
	PG_CANCEL_REQUEST = 80877102,
	PG_AUTH_OK = 0,
	PG_AUTH_SASL_FINAL = 12,
};

static const struct {
	char type;
	const char *word;
	bool is_step; /* answered when it is done, and not before a Flush or Sync */
} pg_messages[] = {
	{'Q', "Query", false},    {'P', "Parse", true},      {'B', "Bind", true},
	{'D', "Describe", true},  {'E', "Execute", true},    {'C', "Close", true},
	{'S', "Sync", false},     {'H', "Flush", false},     {'F', "Call", false},
	{'d', "CopyData", false}, {'c', "CopyDone", false},  {'f', "CopyFail", false},
	{'p', "Password", false}, {'X', "Terminate", false},
};

static size_t pg_kind(char type)
{
	size_t i = 0;

	while (i < GW_COUNT(pg_messages) && pg_messages[i].type != type)
		i++;
	return i;
}

static bool pg_is_step(struct gw_view message)
{
	size_t kind = pg_kind(message.p[0]);

	return kind < GW_COUNT(pg_messages) && pg_messages[kind].is_step;
}

/* Before the login messages have no type. */
static size_t pg_message(const struct talk *talk, struct gw_view bytes)
{
	size_t type = talk->logged_in ? 1 : 0;
	size_t size;

	if (bytes.n < 4 + type)
		return 0;
	size = big_endian((const unsigned char *)bytes.p + type) + type;
	return bytes.n >= size ? size : 0;
}

/* A Parse begins with the name of its statement, a Bind has it behind that of its portal. */
static bool pg_has_name(struct gw_view message)
{
	struct gw_view body = gw_view_from(message, PG_HEADER_BYTES);

	if (message.p[0] == 'B')
		body = gw_view_from(body, gw_view_find_char(body, '\0') + 1);
	return byte_at(body, 0) != '\0';
}

/* The text of a Parse message stands behind the name of the statement. */
static struct gw_view pg_text(const struct talk *talk, struct gw_view message)
{
	struct gw_view body = gw_view_from(message, PG_HEADER_BYTES);

	switch (message.p[0]) {
	case 'Q':
		return body;
	case 'P':
		return gw_view_from(body, gw_view_find_char(body, '\0') + 1);
	case 'B':
		return gw_view_of(pg_has_name(message) ? talk->prepared : talk->statement);
	case 'D':
	case 'E':
		return gw_view_of(talk->statement);
	default:
		return (struct gw_view){0};
	}
}

static size_t pg_startup_code(struct gw_view message)
{
	return message.n >= 8 ? big_endian((const unsigned char *)message.p + 4) : 0;
}

static void pg_name(const struct talk *talk, struct gw_view message, struct gw_str *name)
{
	size_t kind = pg_kind(message.p[0]);

	if (talk->logged_in)
		add_name(name, kind < GW_COUNT(pg_messages) ? pg_messages[kind].word : "Unknown",
			 pg_text(talk, message));
	else if (pg_startup_code(message) == PG_CANCEL_REQUEST)
		gw_str_puts(name, "CancelRequest");
	else if (pg_startup_code(message) == PG_SSL_REQUEST)
		gw_str_puts(name, "SSLRequest");
	else if (pg_startup_code(message) == PG_GSS_REQUEST)
		gw_str_puts(name, "GSSENCRequest");
	else
		gw_str_puts(name, "Startup");
}

/* Requests before the startup are answered by one byte, or by the end of the connection. */
static void pg_client_starts(struct talk *talk, struct gw_view message)
{
	size_t code = pg_startup_code(message);

	gw_str_putc(&talk->owed, SYNC);
	talk->logged_in = code != PG_CANCEL_REQUEST && code != PG_SSL_REQUEST &&
			  code != PG_GSS_REQUEST;
}

static void pg_keep(char *name, struct gw_view text)
{
	snprintf(name, TALK_NAME_BYTES, "%.*s",
		 GW_VIEW_ARG(gw_view_slice(text, 0, TALK_NAME_BYTES)));
}

static void pg_client(struct talk *talk, struct gw_view message)
{
	talk->asked = false;
	if (!talk->logged_in) {
		pg_client_starts(talk, message);
		return;
	}
	switch (message.p[0]) {
	case 'S':
		if (talk->copying)
			return;
		talk->skips = false;
		gw_str_putc(&talk->owed, SYNC);
		return;
	case 'c':
	case 'f':
		talk->copying = false;
		return;
	case 'Q':
	case 'F':
		gw_str_putc(&talk->owed, SYNC);
		return;
	case 'P':
		pg_keep(talk->statement, pg_text(talk, message));
		if (pg_has_name(message))
			pg_keep(talk->prepared, pg_text(talk, message));
		break;
	case 'B':
		if (pg_has_name(message))
			pg_keep(talk->statement, gw_view_of(talk->prepared));
		break;
	default:
		break;
	}
	if (pg_is_step(message) && !talk->skips)
		gw_str_putc(&talk->owed, STEP);
}

static char pg_first_owed(const struct talk *talk)
{
	return talk->owed.n != 0 ? talk->owed.p[0] : '\0';
}

static void pg_pay(struct talk *talk, size_t n)
{
	if (n == 0)
		return;
	memmove(talk->owed.p, talk->owed.p + n, talk->owed.n - n + 1);
	talk->owed.n -= n;
}

static void pg_failed(struct talk *talk)
{
	size_t steps = 0;

	if (pg_first_owed(talk) != STEP)
		return;
	while (steps < talk->owed.n && talk->owed.p[steps] == STEP)
		steps++;
	talk->skips = steps == talk->owed.n;
	pg_pay(talk, steps);
}

/* Rows are wanted. A Sync that came before them is passed over. */
static void pg_wants_copy(struct talk *talk)
{
	talk->asked = talk->copying = true;
	if (pg_first_owed(talk) == STEP)
		talk->owed.n = 1;
}

/* The head of a whole message. */
static void pg_server(struct talk *talk)
{
	size_t auth = big_endian(talk->head + PG_HEADER_BYTES);

	switch (talk->head[0]) {
	case '1': /* ParseComplete */
	case '2': /* BindComplete */
	case '3': /* CloseComplete */
	case 'T': /* RowDescription */
	case 'n': /* NoData */
	case 'C': /* CommandComplete */
	case 'I': /* EmptyQueryResponse */
	case 's': /* PortalSuspended */
		if (pg_first_owed(talk) == STEP)
			pg_pay(talk, 1);
		break;
	case 'Z': /* ReadyForQuery */
		if (talk->owed.n != 0)
			pg_pay(talk, 1);
		break;
	case 'E': /* ErrorResponse */
		pg_failed(talk);
		break;
	case 'G': /* CopyInResponse */
		pg_wants_copy(talk);
		break;
	case 'R': /* Authentication */
		talk->asked = auth != PG_AUTH_OK && auth != PG_AUTH_SASL_FINAL;
		break;
	default:
		break;
	}
}

/* --- MySQL --- */

enum {
	MYSQL_HEADER_BYTES = 4,
	MYSQL_COM_QUIT = 0x01,
	MYSQL_COM_QUERY = 0x03,
	MYSQL_COM_PREPARE = 0x16,
	MYSQL_COM_EXECUTE = 0x17,
	MYSQL_COM_LONG_DATA = 0x18,
	MYSQL_COM_CLOSE = 0x19,
	MYSQL_OK = 0x00,
	MYSQL_LOCAL_FILE = 0xfb,
	MYSQL_END = 0xfe,
	MYSQL_ERROR = 0xff,
	MYSQL_PROGRESS_REPORT = 0xffff, /* in place of an error's number */
	MYSQL_MORE_RESULTS = 0x0008,
	MYSQL_DEPRECATE_EOF = 1 << 24,
	MYSQL_END_BYTES = 9, /* a packet with 0xfe that is shorter is no row */
};

static size_t mysql_message(struct gw_view bytes)
{
	size_t size;

	if (bytes.n < MYSQL_HEADER_BYTES)
		return 0;
	size = little_endian((const unsigned char *)bytes.p, 3) + MYSQL_HEADER_BYTES;
	return bytes.n >= size ? size : 0;
}

static void mysql_name(const struct talk *talk, struct gw_view message, struct gw_str *name)
{
	unsigned command = byte_at(message, MYSQL_HEADER_BYTES);
	struct gw_view text = gw_view_from(message, MYSQL_HEADER_BYTES + 1);

	if (!talk->logged_in)
		gw_str_puts(name, "Login");
	else if (command == MYSQL_COM_QUIT)
		gw_str_puts(name, "Quit");
	else if (command == MYSQL_COM_QUERY)
		add_name(name, "Query", text);
	else if (command == MYSQL_COM_PREPARE)
		add_name(name, "Prepare", text);
	else if (command == MYSQL_COM_EXECUTE)
		gw_str_puts(name, "Execute");
	else
		gw_str_printf(name, "Command %u", command);
}

static void mysql_client(struct talk *talk, struct gw_view message)
{
	const unsigned char *body = (const unsigned char *)message.p + MYSQL_HEADER_BYTES;

	if (!talk->logged_in) {
		if (talk->state == MYSQL_NOTHING && message.n >= MYSQL_HEADER_BYTES + 4 &&
		    byte_at(message, 3) == 1)
			talk->deprecates_eof = (little_endian(body, 4) & MYSQL_DEPRECATE_EOF) != 0;
		talk->state = MYSQL_LOGIN;
		return;
	}
	switch (byte_at(message, MYSQL_HEADER_BYTES)) {
	case MYSQL_COM_QUIT:
	case MYSQL_COM_LONG_DATA:
	case MYSQL_COM_CLOSE:
		break;
	case MYSQL_COM_PREPARE:
		talk->state = MYSQL_PREPARED;
		break;
	default:
		talk->state = MYSQL_RESULT;
		break;
	}
}

/* A number of variable length; *at moves behind it. */
static size_t mysql_number(const unsigned char *body, size_t *at)
{
	size_t bytes = body[*at] == 0xfc ? 2 : body[*at] == 0xfd ? 3 : body[*at] == 0xfe ? 8 : 0;
	size_t value = bytes != 0 ? little_endian(body + *at + 1, bytes) : body[*at];

	*at += 1 + bytes;
	return value;
}

/* Another result follows, or none. after: 1 behind the marker of an OK packet. */
static enum mysql_state mysql_after(const unsigned char *body, bool is_ok_packet)
{
	size_t at = 1;

	if (is_ok_packet) {
		mysql_number(body, &at); /* affected rows */
		mysql_number(body, &at); /* last id */
	} else {
		at += 2; /* warnings */
	}
	return (little_endian(body + at, 2) & MYSQL_MORE_RESULTS) != 0 ? MYSQL_RESULT
								       : MYSQL_NOTHING;
}

static void mysql_expect_columns(struct talk *talk, size_t packets, enum mysql_state then)
{
	talk->left = packets;
	talk->state = packets != 0 ? MYSQL_COLUMNS : then;
	talk->after_columns = then;
}

static void mysql_result(struct talk *talk, const unsigned char *body)
{
	size_t at = 0;

	if (body[0] == MYSQL_ERROR && little_endian(body + 1, 2) == MYSQL_PROGRESS_REPORT)
		return;
	if (body[0] == MYSQL_OK)
		talk->state = mysql_after(body, true);
	else if (body[0] == MYSQL_ERROR || body[0] == MYSQL_LOCAL_FILE || body[0] == MYSQL_END)
		talk->state = MYSQL_NOTHING;
	else
		mysql_expect_columns(talk, mysql_number(body, &at) + (talk->deprecates_eof ? 0 : 1),
				     MYSQL_ROWS);
}

/* Status, statement, columns, parameters; each list with its end. */
static void mysql_prepared(struct talk *talk, const unsigned char *body)
{
	size_t columns = little_endian(body + 5, 2), params = little_endian(body + 7, 2);
	size_t ends = talk->deprecates_eof ? 0 : (columns != 0 ? 1u : 0) + (params != 0 ? 1u : 0);

	if (body[0] == MYSQL_ERROR)
		talk->state = MYSQL_NOTHING;
	else
		mysql_expect_columns(talk, columns + params + ends, MYSQL_NOTHING);
}

static void mysql_login(struct talk *talk, const unsigned char *body)
{
	/* "Fast" authentication worked: the OK follows. Everything else asks the client. */
	if (body[0] == 0x01 && body[1] == 0x03)
		return;
	talk->logged_in = body[0] == MYSQL_OK;
	talk->state = MYSQL_NOTHING;
}

static void mysql_server(struct talk *talk)
{
	const unsigned char *body = talk->head + MYSQL_HEADER_BYTES;
	size_t size = talk->size - MYSQL_HEADER_BYTES;

	switch (talk->state) {
	case MYSQL_GREETING:
		talk->state = MYSQL_NOTHING;
		break;
	case MYSQL_LOGIN:
		mysql_login(talk, body);
		break;
	case MYSQL_NOTHING:
		break;
	case MYSQL_RESULT:
		mysql_result(talk, body);
		break;
	case MYSQL_PREPARED:
		mysql_prepared(talk, body);
		break;
	case MYSQL_COLUMNS:
		if (--talk->left == 0)
			talk->state = talk->after_columns;
		break;
	case MYSQL_ROWS:
		if (body[0] == MYSQL_ERROR)
			talk->state = MYSQL_NOTHING;
		else if (body[0] == MYSQL_END && (size < MYSQL_END_BYTES || talk->deprecates_eof))
			talk->state = mysql_after(body, talk->deprecates_eof);
		break;
	}
}

/* --- both --- */

size_t talk_message(const struct talk *talk, struct gw_view bytes)
{
	return talk->protocol == PROTOCOL_POSTGRES ? pg_message(talk, bytes) : mysql_message(bytes);
}

void talk_name(const struct talk *talk, struct gw_view message, struct gw_str *name)
{
	if (talk->protocol == PROTOCOL_POSTGRES)
		pg_name(talk, message, name);
	else
		mysql_name(talk, message, name);
}

void talk_client(struct talk *talk, struct gw_view message)
{
	if (talk->protocol == PROTOCOL_POSTGRES)
		pg_client(talk, message);
	else
		mysql_client(talk, message);
}

/* Before the startup PostgreSQL answers by a single byte. */
static bool is_bare(const struct talk *talk)
{
	return talk->protocol == PROTOCOL_POSTGRES && !talk->logged_in;
}

static size_t header_bytes(const struct talk *talk)
{
	return talk->protocol == PROTOCOL_POSTGRES ? PG_HEADER_BYTES : MYSQL_HEADER_BYTES;
}

static size_t message_bytes(const struct talk *talk)
{
	return talk->protocol == PROTOCOL_POSTGRES
		       ? big_endian(talk->head + 1) + 1
		       : little_endian(talk->head, 3) + MYSQL_HEADER_BYTES;
}

/* Takes in what belongs to the message under way, at most its header first; the rest is left. */
static struct gw_view take_in(struct talk *talk, struct gw_view bytes)
{
	size_t wanted = (talk->size != 0 ? talk->size : header_bytes(talk)) - talk->seen;
	size_t n = GW_MIN(wanted, bytes.n);

	if (talk->seen < sizeof(talk->head))
		memcpy(talk->head + talk->seen, bytes.p,
		       GW_MIN(n, sizeof(talk->head) - talk->seen));
	talk->seen += n;
	if (talk->size == 0 && talk->seen == header_bytes(talk))
		talk->size = message_bytes(talk);
	return gw_view_from(bytes, n);
}

void talk_server(struct talk *talk, struct gw_view bytes)
{
	if (is_bare(talk)) {
		pg_pay(talk, talk->owed.n != 0 ? 1 : 0);
		return;
	}
	while (bytes.n != 0) {
		bytes = take_in(talk, bytes);
		if (talk->size == 0 || talk->seen < talk->size)
			continue;
		if (talk->protocol == PROTOCOL_POSTGRES)
			pg_server(talk);
		else
			mysql_server(talk);
		talk->seen = talk->size = 0;
		memset(talk->head, 0, sizeof(talk->head));
	}
}

bool talk_is_answered(const struct talk *talk)
{
	if (talk->protocol == PROTOCOL_POSTGRES)
		return talk->asked || talk->owed.n == 0;
	return talk->state == MYSQL_NOTHING;
}

struct gw_view talk_flush(const struct talk *talk, struct gw_view message)
{
	static const char flush[] = {'H', 0, 0, 0, 4};

	if (talk->protocol != PROTOCOL_POSTGRES || !talk->logged_in || !pg_is_step(message))
		return (struct gw_view){0};
	return (struct gw_view){flush, sizeof(flush)};
}
