/*
 * Whole databases: what an engine does with them from outside, besides connecting to one.
 *
 * On a server this goes through a connection to a database that none of it is about (a door); where
 * databases are files there is no connection, and names are paths. Who may ask for what, and whether
 * anybody is in the way, is for core/database to decide: an engine just does it.
 */
#ifndef GW_ENGINE_DATABASES_H
#define GW_ENGINE_DATABASES_H

#include "base/error.h"
#include "base/system.h"
#include "base/vec.h"
#include "config/program.h"
#include "config/url.h"

struct gw_conn;
struct gw_engine;
struct gw_render;

/* The place where databases are: a server, or a folder. */
struct gw_databases {
	struct gw_arena *arena;
	const struct gw_system *sys;
	const struct gw_engine *engine;
	const struct gw_url *url; /* of any database there */
	const char *application;
	int64_t connect_timeout_ms;
	struct gw_conn *conn; /* by the door; NULL: they are files */
};

struct gw_database {
	const char *name;
	const char *owner; /* NULL: it has none, or it is not known */
	const char *note; /* "template"; NULL: nothing special */
	int64_t size_bytes; /* -1: not known */
	int64_t sessions; /* that are connected; -1: not known */
};
struct gw_database_list {
	GW_VEC(struct gw_database) list;
};

/* One line for each session: "session 42 of app, psql, idle". */
struct gw_database_sessions {
	GW_VEC(const char *) list;
};

/*
 * How to start a server of one's own from installed programs. In arguments and URL, %d stands for the
 * server's folder.
 */
struct gw_server_recipe {
	const char *init; /* the program that fills the folder */
	const char *const *init_arguments; /* NULL at the end */
	const char *serve; /* the program that is the server */
	const char *const *serve_arguments;
	const char *const *folders; /* patterns of where they are besides PATH; NULL at the end */
	const char *user; /* whom root becomes: servers refuse to run as root */
	const char *url;
	int stop_signal; /* ends it at once, and lets it tidy up what is not in its folder */
};

/* How one of the engine's programs is called. Passwords are in variables: everybody sees arguments. */
struct gw_program_call {
	GW_VEC(const char *) arguments; /* without the program's own name */
	GW_VEC(struct gw_program_variable) variables;
	const char *input; /* the file that it reads; NULL: none */
};

/* The engine's programs that write a database into a file while others use it, and load it again. */
struct gw_dump_engine {
	const char *writer;
	const char *loader;
	/*
	 * How well a program serves the server, by what it answers to --version: 0 is best, UINT_MAX
	 * not at all. NULL: any does.
	 */
	unsigned (*distance)(const struct gw_databases *at, struct gw_view version);
	/*
	 * Whether the programs connect as safely as we do: GW_E_UNSUPPORTED. NULL: they are told all
	 * that we are.
	 */
	bool (*is_safe)(const struct gw_databases *at, struct gw_error **err);
	/*
	 * Whether the loader, a path, can read the file to its end, and the name of the database that
	 * it is of: GW_E_NO_BACKUP. The server is not asked.
	 */
	bool (*examine)(const struct gw_databases *at, const char *loader, const char *file,
			const char **ret_database, struct gw_error **err);
	/* Takes one moment of all that is in the database called name. */
	void (*write)(const struct gw_databases *at, const char *name, const char *file,
		      struct gw_program_call *ret_call);
	/*
	 * Prepares the empty database called name for a trial of the file, a dump of source: writes to
	 * `to` what is to be loaded there, so that nothing in it works by itself. *ret_written is false,
	 * and there is no such file, when the dump is fine as it is; NULL: it always is.
	 */
	bool (*calm)(const struct gw_databases *at, const char *source, const char *name,
		     const char *file, const char *to, bool *ret_written, struct gw_error **err);
	/* Loads it into the empty database called name. */
	void (*load)(const struct gw_databases *at, const char *name, const char *file,
		     struct gw_program_call *ret_call);
};

/* What an engine with a server asks it, by names as parameters. */
struct gw_databases_queries {
	const char *list; /* the columns of struct gw_database */
	const char *find; /* the names that begin with $1 */
	const char *exists; /* whether there is the database $1 */
	const char *sessions; /* the lines of struct gw_database_sessions, of the database $1 */
	const char *is_sealed; /* whether $1 is a template */
	const char *is_unfinished; /* whether $1 is a part of a copy; NULL: copies are whole */
};

struct gw_databases_engine {
	/* Databases to connect to, the best first, NULL at the end. NULL: databases are files. */
	const char *const *doors;
	/* Names of the server's own, which are neither dropped nor reset; NULL at the end. */
	const char *const *own;
	const struct gw_server_recipe *recipe; /* NULL: no server is needed */
	const struct gw_databases_queries *queries; /* NULL: databases are files */
	const struct gw_dump_engine *dump; /* NULL: a clone takes one moment, whoever writes */
	bool clone_needs_peace; /* a clone is only whole when nobody is connected to its source */

	/* By name. What the user may not see is left out. */
	bool (*list)(const struct gw_databases *at, struct gw_database_list *ret_list,
		     struct gw_error **err);
	bool (*exists)(const struct gw_databases *at, const char *name, bool *ret_exists,
		       struct gw_error **err);
	/* Who is connected to it, but for at->conn. As far as this user can see. */
	bool (*sessions)(const struct gw_databases *at, const char *name,
			 struct gw_database_sessions *ret_sessions, struct gw_error **err);
	bool (*create)(const struct gw_databases *at, const char *name, struct gw_error **err);
	/* An empty one with the encoding, locale and place of another. NULL where there is no dump. */
	bool (*create_like)(const struct gw_databases *at, const char *like, const char *name,
			    struct gw_error **err);
	/* force: sessions that are connected are ended. */
	bool (*drop)(const struct gw_databases *at, const char *name, bool force,
		     struct gw_error **err);
	/*
	 * Makes a copy with all that is in it, and with the properties of the database itself. On failure
	 * there is no copy, unless the error's state says so. GW_E_CLONE: something cannot be copied.
	 * Nothing in the copy works by itself (events) before wake(), or in a copy of the copy.
	 */
	bool (*clone)(const struct gw_databases *at, const char *from, const char *to,
		      struct gw_error **err);
	bool (*wake)(const struct gw_databases *at, const char *name, struct gw_error **err);
	/* Takes everything out of it; the database and its own properties stay. */
	bool (*empty)(const struct gw_databases *at, const char *name, bool force,
		      struct gw_error **err);
	/*
	 * A template is a database that is complete, and that nobody changes by accident. drop() takes it
	 * as it takes any other.
	 */
	bool (*seal)(const struct gw_databases *at, const char *name, struct gw_error **err);
	bool (*is_sealed)(const struct gw_databases *at, const char *name, bool *ret_sealed,
			  struct gw_error **err);
};

/* Connects to a database of the place. The caller closes it. */
GW_MUST_USE bool gw_databases_connect(const struct gw_databases *at, const char *name,
				      bool read_only, struct gw_conn **ret_conn,
				      struct gw_error **err);
/* Runs the statements on at->conn, one by one. */
GW_MUST_USE bool gw_databases_run(const struct gw_databases *at, const struct gw_render *render,
				  struct gw_error **err);
/* The first cell of the first row, as a truth; false when there is no row. One parameter. */
GW_MUST_USE bool gw_databases_ask(const struct gw_databases *at, const char *sql, const char *name,
				  bool *ret_answer, struct gw_error **err);
/* What engines with a server have in common: these answer with their queries, or with plain SQL. */
GW_MUST_USE bool gw_databases_list(const struct gw_databases *at, struct gw_database_list *ret_list,
				   struct gw_error **err);
GW_MUST_USE bool gw_databases_exists(const struct gw_databases *at, const char *name,
				     bool *ret_exists, struct gw_error **err);
GW_MUST_USE bool gw_databases_sessions(const struct gw_databases *at, const char *name,
				       struct gw_database_sessions *ret_sessions,
				       struct gw_error **err);
GW_MUST_USE bool gw_databases_create(const struct gw_databases *at, const char *name,
				     struct gw_error **err);
GW_MUST_USE bool gw_databases_is_sealed(const struct gw_databases *at, const char *name,
					bool *ret_sealed, struct gw_error **err);

#endif
