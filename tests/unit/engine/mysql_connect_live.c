/*
 * Connecting to a live MySQL or MariaDB: who is refused, TLS, option files, several hosts.
 */
#include <stdio.h>
#include <unistd.h>

#include "mysql_server.h"

static void test_info(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	assert_true(live.conn->info.version_number >= 50700);
	assert_string_equal(live.conn->info.database, database);
	assert_non_null(live.conn->info.user);
	assert_false(live.conn->info.read_only);
	assert_int_equal(live_number(&live, "SELECT CONNECTION_ID()"),
			 live.conn->info.connection_id);
	assert_int_equal(live_number(&live, "SELECT @@autocommit"), 1);
	live_must(&live, "SELECT @@character_set_client");
	assert_string_equal(live_cell(&live, 0, 0), "utf8mb4");
	live_done(&live);
}

static void test_refused(void **state GW_UNUSED)
{
	static const struct {
		const char *user, *password, *name, *value;
		enum gw_code code;
	} cases[] = {
		{"godwit_reader", "wrong", NULL, NULL, GW_E_AUTH},
		{"nobody_at_all", "x", NULL, NULL, GW_E_AUTH},
		{"godwit_reader", "let's read", "nosuch", "1", GW_E_URL},
		{"godwit_reader", "let's read", "ssl-mode", "MAYBE", GW_E_URL},
		{"godwit_reader", "let's read", "ssl-mode", "VERIFY_CA", GW_E_URL},
		{"godwit_reader", "let's read", "socket", "/nonexistent/socket", GW_E_CONNECT},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct live live = {0};

		assert_false(open_tcp(&live, cases[i].user, cases[i].password, cases[i].name,
				      cases[i].value));
		if (live.err->code != cases[i].code)
			fail_msg("%zu: %d %s", i, live.err->code, live.err->message);
		assert_null(strstr(live.err->message, "let's read"));
		live_done(&live);
	}
}

static void test_unknown_database(void **state GW_UNUSED)
{
	struct live live = {0};
	struct gw_url url = server_url(&live);

	url.database = "godwit_no_such_database";
	assert_false(live_connect_url(&live, &gw_module_mysql, &url, false));
	assert_int_equal(live.err->code, GW_E_CONNECT);
	assert_non_null(strstr(live.err->hint, "Create the database"));
	live_done(&live);
}

/* The first host that answers is taken. */
static void test_several_hosts(void **state GW_UNUSED)
{
	struct gw_url url = {.engine = "mysql", .user = "godwit_reader", .database = database};
	struct live live = {0};
	unsigned port;

	open_db(&live);
	port = (unsigned)live_number(&live, "SELECT @@port");
	live_done(&live);
	live = (struct live){0};
	url.password = "let's read";
	gw_vec_push(&live.arena, &url.hosts, ((struct gw_url_host){"127.0.0.1", 1}));
	gw_vec_push(&live.arena, &url.hosts, ((struct gw_url_host){"127.0.0.1", port}));
	assert_true(live_connect_url(&live, &gw_module_mysql, &url, true));
	live_fails(&live, "CREATE TABLE t (a INT)", GW_E_PERMISSION);
	live_done(&live);
}

/* Demanded TLS is there, or the connection is refused. */
static void test_tls(void **state GW_UNUSED)
{
	struct live root = {0}, live = {0};
	bool offered;

	open_db(&root);
	live_must(&root, "SELECT @@have_ssl");
	offered = strcmp(live_cell(&root, 0, 0), "YES") == 0;
	live_done(&root);
	assert_int_equal(open_tcp(&live, "godwit_reader", "let's read", "ssl-mode", "REQUIRED"),
			 offered);
	if (offered) {
		live_must(&live, "SHOW SESSION STATUS LIKE 'Ssl_cipher'");
		assert_true(gw_cell(&live.rows, 0, 1).n != 0);
	} else {
		assert_int_equal(live.err->code, GW_E_TLS);
	}
	live_done(&live);
	/* No certificate authority of the system signed a test server. */
	live = (struct live){0};
	assert_false(open_tcp(&live, "godwit_reader", "let's read", "ssl_mode", "verify_identity"));
	assert_int_equal(live.err->code, GW_E_TLS);
	live_done(&live);
}

static void test_option_file(void **state GW_UNUSED)
{
	char path[] = "/tmp/godwit-live-cnf-XXXXXX";
	int fd = mkstemp(path);
	struct live live = {0};

	assert_true(dprintf(fd, "[client]\nuser=godwit_reader\ndefault-character-set=latin1\n"
				"local-infile=1\n[godwit]\npassword=\"let's read\"\n") > 0);
	close(fd);
	assert_true(open_tcp(&live, NULL, NULL, "defaults-file", path));
	live_must(&live, "SELECT @@character_set_client, @@character_set_results");
	assert_string_equal(live_cell(&live, 0, 0), "utf8mb4");
	assert_string_equal(live_cell(&live, 0, 1), "utf8mb4");
	unlink(path);
	live_done(&live);
}

/* Not even an option file opens our files to a server. */
static void test_local_infile(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a TEXT)");
	assert_false(live_run(&live, "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t"));
	if (live.conn->broken) {
		live_done(&live);
		live = (struct live){0};
		open_db(&live);
	}
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM t"), 0);
	live_done(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_info),          LIVE(test_refused), LIVE(test_unknown_database),
		LIVE(test_several_hosts), LIVE(test_tls),     LIVE(test_option_file),
		LIVE(test_local_infile),
	};

	return cmocka_run_group_tests_name("engine/mysql_connect_live", tests, NULL, NULL);
}
