/*
 * mariadb-dump and mariadb, told all that our connection was made with. The password is in their
 * environment: everybody sees arguments.
 */
#include "engine/mysql/databases_int.h"

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
	add_value(at, ret_call, "--database", name);
}

const struct gw_dump_engine gw_my_dump = {
	.writer = "mariadb-dump",
	.loader = "mariadb",
	.calm = gw_my_dump_calm,
	.write = writing,
	.load = loading,
};
