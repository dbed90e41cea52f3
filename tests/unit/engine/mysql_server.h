/*
 * What the tests on a live MySQL or MariaDB share. GODWIT_TEST_MYSQL_URL names a server and a user
 * that may do everything; the database of these tests is made and dropped in it.
 */
#ifndef TEST_ENGINE_MYSQL_SERVER_H
#define TEST_ENGINE_MYSQL_SERVER_H

#include "engine/mysql/mysql_int.h"
#include "live.h"

static const char database[] = "godwit_engine_live";

/* The server's URL, with our database. Parameters and user may be changed in the copy. */
static inline struct gw_url server_url(struct live *live)
{
	const char *text = getenv("GODWIT_TEST_MYSQL_URL");
	struct gw_url url = {0};

	if (text == NULL)
		fail_msg("GODWIT_TEST_MYSQL_URL is not set");
	assert_true(gw_url_parse(&live->arena, gw_view_of(text), &url, &live->err));
	url.database = database;
	return url;
}

static inline void add_parameter(struct live *live, struct gw_url *url, const char *name,
				 const char *value)
{
	gw_vec_push(&live->arena, &url->parameters, ((struct gw_url_parameter){name, value}));
}

static inline void open_db(struct live *live)
{
	struct gw_url url = server_url(live);

	if (!live_connect_url(live, &gw_module_mysql, &url, false))
		fail_msg("%s", live->err->message);
}

/* A connection over TCP as a user of ours, with one more parameter. */
static inline bool open_tcp(struct live *live, const char *user, const char *password,
			    const char *name, const char *value)
{
	struct live root = {0};
	struct gw_url url = {.engine = "mysql", .database = database};
	struct gw_url_host host = {.host = "127.0.0.1"};

	open_db(&root);
	host.port = (unsigned)live_number(&root, "SELECT @@port");
	live_done(&root);
	gw_vec_push(&live->arena, &url.hosts, host);
	url.user = user;
	url.password = password;
	if (name != NULL)
		add_parameter(live, &url, name, value);
	return live_connect_url(live, &gw_module_mysql, &url, false);
}

static inline int set_up(void **state GW_UNUSED)
{
	struct live live = {0};
	struct gw_url url = server_url(&live);

	live_signal = 0;
	url.database = NULL;
	if (!live_connect_url(&live, &gw_module_mysql, &url, false))
		fail_msg("%s", live.err->message);
	live_must(&live, "SET lock_wait_timeout = 10");
	live_must(&live, "DROP DATABASE IF EXISTS godwit_engine_live");
	live_must(&live, "CREATE DATABASE godwit_engine_live");
	live_must(&live, "CREATE OR REPLACE USER godwit_reader IDENTIFIED BY 'let''s read'");
	live_must(&live, "GRANT SELECT ON godwit_engine_live.* TO godwit_reader");
	live_done(&live);
	return 0;
}

static inline int tear_down(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	/* A test that failed may have left a session in a transaction. */
	live_must(&live, "SET lock_wait_timeout = 10");
	live_must(&live, "DROP DATABASE godwit_engine_live");
	live_must(&live, "DROP USER godwit_reader");
	live_done(&live);
	return 0;
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
