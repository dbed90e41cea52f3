/*
 * Shared by the files that parse and show URLs.
 */
#ifndef GW_CONFIG_URL_INT_H
#define GW_CONFIG_URL_INT_H

#include "base/str.h"
#include "config/url.h"

/* What the URLs of one engine have in common. */
struct gw_url_family {
	const char *engine;
	bool is_file; /* no host, user or password */
	unsigned port; /* of a server that is not told one */
	const char *socket_parameter; /* where the path of a socket goes; NULL: it is a host */
	const char *aliases[2][2]; /* parameters that other tools call differently: theirs, ours */
	bool has_addresses; /* host as tcp(host:port) or unix(/path), as Go writes it */
};

extern const struct gw_url_family gw_url_postgres;
extern const struct gw_url_family gw_url_mysql;
extern const struct gw_url_family gw_url_sqlite;

/* The one that a parsed URL belongs to. */
const struct gw_url_family *gw_url_family_of(const struct gw_url *url);

/* A URL on its way from text to parts. */
struct gw_url_reader {
	const struct gw_url_family *family;
	struct gw_arena *arena;
	struct gw_view text; /* all of it; for columns */
	struct gw_url url;
	const char *hosts; /* of a parameter: separated by commas; NULL not given */
	const char *ports;
	struct gw_error **err;
};

/* How the rest of the URL after "scheme:" is read. */
typedef bool gw_url_read_fn(struct gw_url_reader *reader, struct gw_view rest);

bool gw_url_read_server(struct gw_url_reader *reader, struct gw_view rest);
/* sqlite:; sqlite3:, where three slashes begin an absolute path; file: of SQLite. */
bool gw_url_read_sqlite(struct gw_url_reader *reader, struct gw_view rest);
bool gw_url_read_sqlite3(struct gw_url_reader *reader, struct gw_view rest);
bool gw_url_read_file(struct gw_url_reader *reader, struct gw_view rest);
/* name=value&name=value, percent-encoded. */
bool gw_url_read_query(struct gw_url_reader *reader, struct gw_view query);
/* libpq's name=value name='value'. */
bool gw_url_read_keywords(struct gw_url_reader *reader, struct gw_view rest);

/* One parameter, decoded: into its field, or to the list. */
void gw_url_store(struct gw_url_reader *reader, const char *name, const char *value);
/* Hosts and ports that came as parameters, sockets: last step. */
bool gw_url_settle(struct gw_url_reader *reader);

/*
 * GW_E_URL; the message is followed by the column of at, which points into reader->text, or NULL.
 */
bool gw_url_fail(struct gw_url_reader *reader, const char *at, const char *message);
/* As above, with the hint on characters that must be encoded. */
bool gw_url_fail_ambiguous(struct gw_url_reader *reader, const char *at, const char *message);
/* Cuts the next element off a list with commas; an empty one counts, also at the end. */
bool gw_url_next_item(struct gw_view *rest, struct gw_view *ret_item);
/* The database of a file, without leading slashes that mean nothing. */
void gw_url_set_path(struct gw_url_reader *reader, const char *path);
/* Percent-decoded; NULL when part is empty. */
bool gw_url_decode(struct gw_url_reader *reader, struct gw_view part, const char **ret_text);
/* text with everything percent-encoded but unreserved characters and those in keep. */
void gw_url_encode(struct gw_str *str, const char *text, const char *keep);
/* Empty: 0. at is the place for errors, as in gw_url_fail(). */
bool gw_url_parse_port(struct gw_url_reader *reader, struct gw_view text, const char *at,
		       unsigned *ret_port);

/* Whether a parameter of this name holds a secret. */
bool gw_url_name_is_secret(struct gw_view name);

#endif
