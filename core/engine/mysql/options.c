/*
 * What a connection is made with: from the URL to settings, and from settings to a handle of the
 * client library.
 *
 * Option files (my.cnf, groups [client] and [godwit]) fill in what a URL leaves open. The library
 * reads them last, so they also override options of the URL; therefore they are read only when
 * they are asked for by name, or when the URL lacks a user or a password, and connect.c looks at
 * what became of the TLS options.
 *
 * TLS (measured with libmariadb 3.3): MYSQL_OPT_SSL_ENFORCE connects in plain text to a server that
 * offers no TLS, and only VERIFY_SERVER_CERT makes that fail. Hence greeting.c, the check of the
 * cipher in connect.c for local sockets, and plugins that send the password as it is are shut out
 * unless the server's name is sure to be verified or the connection is a local socket without TLS.
 */
#include "engine/mysql/mysql_int.h"
#include "engine/parameter.h"

/* Plugins that prove the password without showing it. */
static const char safe_plugins[] = "mysql_native_password,client_ed25519,caching_sha2_password,"
				   "sha256_password,auth_gssapi_client,parsec";

enum { DEFAULT_CONNECT_TIMEOUT_MS = 10 * 1000 };

static bool take_text(const char **field, const char *value)
{
	*field = value[0] != '\0' ? value : NULL;
	return true;
}

#define TEXT_PARAMETER(field)                                                         \
	static bool take_##field(void *settings, const char *value,                   \
				 struct gw_error **err GW_UNUSED)                     \
	{                                                                             \
		return take_text(&((struct gw_my_settings *)settings)->field, value); \
	}

TEXT_PARAMETER(socket)
TEXT_PARAMETER(defaults_file)
TEXT_PARAMETER(defaults_group)
TEXT_PARAMETER(ssl_ca)
TEXT_PARAMETER(ssl_capath)
TEXT_PARAMETER(ssl_cert)
TEXT_PARAMETER(ssl_key)
TEXT_PARAMETER(ssl_cipher)

struct tls_word {
	const char *word;
	enum gw_my_tls tls;
};

static bool take_tls(struct gw_my_settings *settings, const char *name, const char *value,
		     const struct tls_word *words, size_t n, struct gw_error **err)
{
	for (size_t i = 0; i < n; i++) {
		if (gw_view_is_nocase(gw_view_of(value), words[i].word)) {
			settings->tls = words[i].tls;
			return true;
		}
	}
	gw_fail(err, GW_E_URL, "%s=%s is not understood", name, value);
	gw_error_hint(*err, "Use ssl-mode=DISABLED, PREFERRED, REQUIRED, VERIFY_CA or "
			    "VERIFY_IDENTITY.");
	return false;
}

static bool take_ssl_mode(void *settings, const char *value, struct gw_error **err)
{
	static const struct tls_word words[] = {
		{"DISABLED", GW_MY_TLS_DISABLED},
		{"PREFERRED", GW_MY_TLS_PREFERRED},
		{"REQUIRED", GW_MY_TLS_REQUIRED},
		{"VERIFY_CA", GW_MY_TLS_VERIFY_CA},
		{"VERIFY_IDENTITY", GW_MY_TLS_VERIFY_IDENTITY},
	};

	return take_tls(settings, "ssl-mode", value, words, GW_COUNT(words), err);
}

/* The words of go-sql-driver; its custom names stand for settings of a Go program. */
static bool take_go_tls(void *settings, const char *value, struct gw_error **err)
{
	static const struct tls_word words[] = {
		{"false", GW_MY_TLS_DISABLED},
		{"preferred", GW_MY_TLS_PREFERRED},
		{"skip-verify", GW_MY_TLS_REQUIRED},
		{"true", GW_MY_TLS_VERIFY_IDENTITY},
	};

	return take_tls(settings, "tls", value, words, GW_COUNT(words), err);
}

/* A bare number counts seconds, as everywhere with MySQL. */
static bool take_connect_timeout(void *payload, const char *value, struct gw_error **err)
{
	struct gw_my_settings *settings = payload;
	uint64_t seconds;

	if (gw_parse_u64(gw_view_of(value), &seconds) && seconds < INT32_MAX / 1000) {
		settings->connect_timeout_ms = (int64_t)seconds * 1000;
		return true;
	}
	if (gw_parse_duration_ms(gw_view_of(value), &settings->connect_timeout_ms))
		return true;
	return gw_fail(err, GW_E_URL, "connect_timeout=%s is no duration", value);
}

/* Those without a function steer other programs, or ask for what godwit does anyway. */
static const struct gw_parameter parameters[] = {
	{"socket", take_socket},
	{"unixsocket", take_socket},
	{"defaultsfile", take_defaults_file},
	{"readdefaultfile", take_defaults_file},
	{"readdefaultgroup", take_defaults_group},
	{"sslmode", take_ssl_mode},
	{"tls", take_go_tls},
	{"sslca", take_ssl_ca},
	{"sslcapath", take_ssl_capath},
	{"sslcert", take_ssl_cert},
	{"sslkey", take_ssl_key},
	{"sslcipher", take_ssl_cipher},
	{"connecttimeout", take_connect_timeout},
	{"timeout", take_connect_timeout},
	{"allownativepasswords", NULL},
	{"autocommit", NULL},
	{"charset", NULL},
	{"checkconnliveness", NULL},
	{"clientfoundrows", NULL},
	{"collation", NULL},
	{"columnswithalias", NULL},
	{"connectionlimit", NULL},
	{"encoding", NULL},
	{"interpolateparams", NULL},
	{"loc", NULL},
	{"localinfile", NULL},
	{"maxallowedpacket", NULL},
	{"multistatements", NULL},
	{"parsetime", NULL},
	{"pool", NULL},
	{"pooltimeout", NULL},
	{"readtimeout", NULL},
	{"useunicode", NULL},
	{"writetimeout", NULL},
};

/*
 * "localhost" without a port means the local socket to MySQL's own programs, and TCP to most
 * drivers: both are tried.
 */
static void add_endpoint(struct gw_arena *arena, struct gw_my_settings *settings,
			 const struct gw_url_host *host)
{
	bool local = host->host == NULL || gw_view_is(gw_view_of(host->host), "localhost");
	struct gw_my_endpoint tcp = {
		.host = host->host != NULL ? gw_strdup(arena, host->host) : "127.0.0.1",
		.port = host->port,
	};

	if (local && host->port == 0)
		gw_vec_push(arena, &settings->endpoints, (struct gw_my_endpoint){0});
	if (host->host != NULL || host->port != 0)
		gw_vec_push(arena, &settings->endpoints, tcp);
}

static void list_endpoints(struct gw_arena *arena, const struct gw_url *url,
			   struct gw_my_settings *settings)
{
	if (settings->socket != NULL) {
		gw_vec_push(arena, &settings->endpoints,
			    (struct gw_my_endpoint){.socket = settings->socket});
		return;
	}
	for (size_t i = 0; i < url->hosts.n; i++)
		add_endpoint(arena, settings, &url->hosts.items[i]);
	if (settings->endpoints.n == 0)
		gw_vec_push(arena, &settings->endpoints, (struct gw_my_endpoint){0});
}

static void copy_strings(struct gw_arena *arena, struct gw_my_settings *settings)
{
	const char **fields[] = {
		&settings->user,    &settings->password,      &settings->database,
		&settings->socket,  &settings->defaults_file, &settings->defaults_group,
		&settings->ssl_ca,  &settings->ssl_capath,    &settings->ssl_cert,
		&settings->ssl_key, &settings->ssl_cipher,    &settings->application,
	};

	for (size_t i = 0; i < GW_COUNT(fields); i++)
		*fields[i] = gw_strdup(arena, *fields[i]);
}

bool gw_my_settings_read(struct gw_arena *arena, const struct gw_connect_options *options,
			 struct gw_my_settings *ret_settings, struct gw_error **err)
{
	const struct gw_url *url = options->url;
	struct gw_my_settings settings = {
		.user = url->user,
		.password = url->password,
		.database = url->database,
		.defaults_group = "godwit",
		.tls = GW_MY_TLS_PREFERRED,
		.application = options->application,
		.connect_timeout_ms = DEFAULT_CONNECT_TIMEOUT_MS,
	};

	if (!gw_parameters_take(url, parameters, GW_COUNT(parameters), &settings, err))
		return false;
	if (settings.tls == GW_MY_TLS_VERIFY_CA && settings.ssl_ca == NULL &&
	    settings.ssl_capath == NULL)
		return gw_fail(err, GW_E_URL, "ssl-mode=VERIFY_CA needs ssl-ca");
	if (options->connect_timeout_ms != 0)
		settings.connect_timeout_ms = options->connect_timeout_ms;
	settings.use_defaults = settings.defaults_file != NULL || settings.user == NULL ||
				settings.password == NULL;
	copy_strings(arena, &settings);
	list_endpoints(arena, url, &settings);
	*ret_settings = settings;
	return true;
}

/* Whether it is certain that nothing leaves this machine: an option file may name a host. */
static bool is_private(const struct gw_my_settings *settings, const struct gw_my_endpoint *endpoint)
{
	return endpoint->socket != NULL || (endpoint->host == NULL && !settings->use_defaults);
}

static void apply_defaults(const struct gw_my_settings *settings, MYSQL *my)
{
	if (!settings->use_defaults)
		return;
	if (settings->defaults_file != NULL)
		mysql_options(my, MYSQL_READ_DEFAULT_FILE, settings->defaults_file);
	mysql_options(my, MYSQL_READ_DEFAULT_GROUP, settings->defaults_group);
}

static void apply_tls(const struct gw_my_settings *settings, const struct gw_my_endpoint *endpoint,
		      MYSQL *my)
{
	const my_bool yes = 1, no = 0;
	bool verify = settings->tls == GW_MY_TLS_VERIFY_IDENTITY;
	bool demanded = settings->tls >= GW_MY_TLS_REQUIRED;

	if ((!verify || settings->use_defaults) && (demanded || !is_private(settings, endpoint)))
		mysql_options(my, MARIADB_OPT_RESTRICTED_AUTH, safe_plugins);
	/* Nobody listens on a local socket: TLS is made there only when it is demanded. */
	if (settings->tls == GW_MY_TLS_DISABLED ||
	    (settings->tls == GW_MY_TLS_PREFERRED && is_private(settings, endpoint)))
		return;
	mysql_ssl_set(my, settings->ssl_key, settings->ssl_cert, settings->ssl_ca,
		      settings->ssl_capath, settings->ssl_cipher);
	mysql_options(my, MYSQL_OPT_SSL_ENFORCE, &yes);
	mysql_options(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, verify ? &yes : &no);
}

void gw_my_settings_apply(const struct gw_my_settings *settings,
			  const struct gw_my_endpoint *endpoint, MYSQL *my)
{
	const unsigned off = 0;
	const unsigned seconds = (unsigned)GW_MAX((settings->connect_timeout_ms + 999) / 1000, 1);

	apply_defaults(settings, my);
	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &off);
	if (settings->application != NULL)
		mysql_options4(my, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name",
			       settings->application);
	/* The library takes "localhost" for the socket even when a port is given. */
	if (endpoint->host != NULL) {
		const enum mysql_protocol_type tcp = MYSQL_PROTOCOL_TCP;

		mysql_options(my, MYSQL_OPT_PROTOCOL, &tcp);
	}
	apply_tls(settings, endpoint, my);
}

static bool option_is(MYSQL *my, enum mysql_option option, const char *wanted)
{
	const char *value = NULL;

	return wanted == NULL || (mysql_get_optionv(my, option, &value) == 0 && value != NULL &&
				  gw_view_is(gw_view_of(value), wanted));
}

bool gw_my_settings_kept(const struct gw_my_settings *settings, MYSQL *my)
{
	my_bool verified = 0;

	mysql_get_optionv(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verified);
	return (settings->tls != GW_MY_TLS_VERIFY_IDENTITY || verified) &&
	       option_is(my, MYSQL_OPT_SSL_CA, settings->ssl_ca) &&
	       option_is(my, MYSQL_OPT_SSL_CAPATH, settings->ssl_capath);
}

const char *gw_my_endpoint_name(struct gw_arena *arena, const struct gw_my_endpoint *endpoint)
{
	if (endpoint->socket != NULL)
		return gw_format(arena, "socket %s", endpoint->socket);
	if (endpoint->host == NULL)
		return "the local socket";
	return gw_format(arena, "%s:%u", endpoint->host,
			 endpoint->port != 0 ? endpoint->port : (unsigned)MYSQL_PORT);
}
