/*
 * mariadb-dump and mariadb, told all that our connection was made with. The password is in their
 * environment: everybody sees arguments.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "engine/mysql/databases_int.h"

enum { END_BYTES = 4096 };

static void add(const struct gw_databases *at, struct gw_program_call *call, const char *argument)
{
	gw_vec_push(at->arena, &call->arguments, argument);
}

/* "--ssl-ca=FILE", where there is a value. */
static void add_value(const struct gw_databases *at, struct gw_program_call *call,
		      const char *option, const char *value)
{
	if (value != NULL && *value != '\0')
		add(at, call, gw_format(at->arena, "%s=%s", option, value));
}

static void add_address(const struct gw_databases *at, struct gw_program_call *call)
{
	const MYSQL *my = gw_my(at->conn)->my;

	if (my->unix_socket != NULL) {
		add(at, call, "--protocol=socket");
		add_value(at, call, "--socket", my->unix_socket);
		return;
	}
	add(at, call, "--protocol=tcp");
	add_value(at, call, "--host", my->host);
	add_value(at, call, "--port", gw_format(at->arena, "%u", my->port));
}

/* As safe as our connection is, and not safer: the same server has to be reached. */
static void add_tls(const struct gw_databases *at, struct gw_program_call *call)
{
	const struct gw_my_settings *settings = &gw_my(at->conn)->settings;
	bool verify = settings->tls == GW_MY_TLS_VERIFY_IDENTITY;

	if (mysql_get_ssl_cipher(gw_my(at->conn)->my) == NULL) {
		add(at, call, "--skip-ssl");
		return;
	}
	add(at, call, "--ssl");
	add(at, call, verify ? "--ssl-verify-server-cert" : "--skip-ssl-verify-server-cert");
	add_value(at, call, "--ssl-ca", settings->ssl_ca);
	add_value(at, call, "--ssl-capath", settings->ssl_capath);
	add_value(at, call, "--ssl-cert", settings->ssl_cert);
	add_value(at, call, "--ssl-key", settings->ssl_key);
	add_value(at, call, "--ssl-cipher", settings->ssl_cipher);
}

/* Option files are read already: what they said is in our connection. */
static void connect_to(const struct gw_databases *at, struct gw_program_call *call)
{
	const MYSQL *my = gw_my(at->conn)->my;
	const struct gw_program_variable password = {"MYSQL_PWD", my->passwd};

	gw_vec_push(at->arena, &call->variables, password);
	add(at, call, "--no-defaults");
	add_value(at, call, "--user", my->user);
	add_address(at, call);
	add_tls(at, call);
	add(at, call, "--default-character-set=utf8mb4");
	add(at, call, "--max-allowed-packet=1G");
}

static void writing(const struct gw_databases *at, const char *name, const char *file,
		    struct gw_program_call *ret_call)
{
	static const char *const what[] = {"--single-transaction", "--routines", "--events",
					   "--triggers",           "--hex-blob", "--dump-history"};

	*ret_call = (struct gw_program_call){0};
	connect_to(at, ret_call);
	for (size_t i = 0; i < GW_COUNT(what); i++)
		add(at, ret_call, what[i]);
	add_value(at, ret_call, "--result-file", file);
	add(at, ret_call, "--");
	add(at, ret_call, name);
}

static void loading(const struct gw_databases *at, const char *name, const char *file,
		    struct gw_program_call *ret_call)
{
	*ret_call = (struct gw_program_call){.input = file};
	connect_to(at, ret_call);
	add(at, ret_call, "--batch");
	/* Texts as they are, whatever their ends of lines; and no commands of the client's. */
	add(at, ret_call, "--binary-mode");
	add_value(at, ret_call, "--database", name);
}

/* These programs take TLS where it is offered; that it has to be is only said with the certificate. */
static bool is_safe(const struct gw_databases *at, struct gw_error **err)
{
	enum gw_my_tls tls = gw_my(at->conn)->settings.tls;

	if (gw_my(at->conn)->my->unix_socket != NULL ||
	    (tls != GW_MY_TLS_REQUIRED && tls != GW_MY_TLS_VERIFY_CA))
		return true;
	gw_fail(err, GW_E_UNSUPPORTED,
		"mariadb-dump and mariadb cannot be told to demand TLS as this URL does");
	gw_error_hint(*err, "Dumps are made with `ssl-mode=VERIFY_IDENTITY`, or over a socket. "
			    "Without `backup_dir` a backup is a copy beside the database.");
	return false;
}

/* --- what a file is --- */

/* What it begins and ends with. */
static bool read_ends(const char *file, char *head, char *tail, size_t *ret_head, size_t *ret_tail,
		      struct gw_error **err)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t nhead = -1, ntail = -1;
	struct stat info;

	if (fd >= 0 && fstat(fd, &info) == 0) {
		nhead = pread(fd, head, END_BYTES, 0);
		ntail = pread(fd, tail, END_BYTES, GW_MAX(info.st_size - END_BYTES, (off_t)0));
	}
	if (nhead < 0 || ntail < 0)
		gw_fail_errno(err, GW_E_IO, errno, "cannot read %s", file);
	if (fd >= 0)
		close(fd);
	*ret_head = (size_t)GW_MAX(nhead, (ssize_t)0);
	*ret_tail = (size_t)GW_MAX(ntail, (ssize_t)0);
	return nhead >= 0 && ntail >= 0;
}

/* "-- Host: localhost    Database: app"; p is NULL when there is no such line. */
static struct gw_view find_database(struct gw_view head)
{
	static const char host[] = "-- Host: ", title[] = "    Database: ";
	struct gw_view line;
	size_t at;

	while (gw_view_next_line(&head, &line)) {
		if (!gw_view_starts(line, host))
			continue;
		at = gw_view_find(line, gw_view_of(title));
		if (at != GW_NOWHERE)
			return gw_view_from(line, at + strlen(title));
	}
	return (struct gw_view){0};
}

static bool examine(const struct gw_databases *at, const char *loader GW_UNUSED, const char *file,
		    const char **ret_database, struct gw_error **err)
{
	char head[END_BYTES], tail[END_BYTES];
	struct gw_view database;
	size_t nhead, ntail;

	if (!read_ends(file, head, tail, &nhead, &ntail, err))
		return false;
	database = find_database((struct gw_view){head, nhead});
	if (database.p == NULL)
		return gw_fail(err, GW_E_NO_BACKUP, "%s is not a dump of mariadb-dump", file);
	if (gw_view_find((struct gw_view){tail, ntail}, GW_VIEW("\n-- Dump completed")) ==
	    GW_NOWHERE)
		return gw_fail(err, GW_E_NO_BACKUP, "%s is not a whole dump: its end is missing",
			       file);
	*ret_database = gw_view_dup(at->arena, database);
	return true;
}

const struct gw_dump_engine gw_my_dump = {
	.writer = "mariadb-dump",
	.loader = "mariadb",
	.is_safe = is_safe,
	.examine = examine,
	.calm = gw_my_dump_calm,
	.write = writing,
	.load = loading,
};
