/*
 * The heart: a second connection that renews the lease (see lease.c). It is opened when the lease has
 * been held for a third of its duration, and beats each third.
 *
 *	none --> connecting --> resting --> beating --> resting
 *	  <-------- anything that fails --------'
 *
 * Nothing here waits: each tick goes on with what has come. A renewal that a DDL holds up has its place
 * in the order of the cluster from when it was sent, and whoever wants to take the lease comes after.
 */
#include "engine/mysql/mysql_int.h"
#include "mysql_sql.h"

enum { RETRY_US = 1000 * 1000 };

static void drop(struct gw_my_heart *heart)
{
	mysql_close(heart->my);
	*heart = (struct gw_my_heart){0};
}

static void set_wanted(struct gw_my_conn *conn, int wanted)
{
	struct gw_my_heart *heart = &conn->lease.heart;

	heart->wanted = wanted;
	heart->give_up_us = INT64_MAX;
	if (wanted & MYSQL_WAIT_TIMEOUT)
		heart->give_up_us = conn->base.sys->monotonic_us() +
				    (int64_t)mysql_get_timeout_value_ms(heart->my) * 1000;
}

static void connect_start(struct gw_my_conn *conn)
{
	const struct gw_my_settings *settings = &conn->settings;
	const struct gw_my_endpoint *endpoint = conn->endpoint;
	struct gw_my_heart *heart = &conn->lease.heart;
	MYSQL *connected = NULL;

	heart->my = gw_my_new_handle();
	if (mysql_options(heart->my, MYSQL_OPT_NONBLOCK, NULL) != 0)
		gw_out_of_memory(0);
	/* A renewal must not wait for what it has to come before. */
	mysql_options(heart->my, MYSQL_INIT_COMMAND, "SET SESSION wsrep_sync_wait = 0");
	gw_my_settings_apply(settings, endpoint, heart->my);
	heart->state = GW_MY_HEART_CONNECTING;
	set_wanted(conn,
		   mysql_real_connect_start(&connected, heart->my, endpoint->host, settings->user,
					    settings->password, conn->base.info.database,
					    endpoint->port, endpoint->socket, 0));
	heart->failed = connected == NULL;
}

static void beat_start(struct gw_my_conn *conn)
{
	struct gw_my_lease *lease = &conn->lease;
	struct gw_my_heart *heart = &lease->heart;
	const struct gw_value params[] = {
		gw_value_int(lease->duration_ms * 1000),
		gw_value_text(gw_view_of(lease->name)),
		gw_value_text(gw_view_of(lease->owner)),
	};
	const struct gw_request renewal = {
		.sql = gw_view_of(SQL_LEASE_RENEW),
		.params = params,
		.nparams = GW_COUNT(params),
	};
	int failed = 1;

	gw_str_clear(&lease->beat);
	gw_my_add_query(&lease->beat, &renewal);
	heart->state = GW_MY_HEART_BEATING;
	heart->begun_us = conn->base.sys->monotonic_us();
	set_wanted(conn, mysql_real_query_start(&failed, heart->my, lease->beat.p, lease->beat.n));
	heart->failed = failed != 0;
}

static void go_on(struct gw_my_conn *conn, int came)
{
	struct gw_my_heart *heart = &conn->lease.heart;
	MYSQL *connected = NULL;
	int failed = 1;

	if (heart->state == GW_MY_HEART_CONNECTING) {
		set_wanted(conn, mysql_real_connect_cont(&connected, heart->my, came));
		heart->failed = connected == NULL;
	} else {
		set_wanted(conn, mysql_real_query_cont(&failed, heart->my, came));
		heart->failed = failed != 0;
	}
}

/* Whether the second connection is as well protected as the first. */
static bool is_protected(const struct gw_my_conn *conn)
{
	MYSQL *my = conn->lease.heart.my;

	return conn->settings.tls < GW_MY_TLS_REQUIRED ||
	       (mysql_get_ssl_cipher(my) != NULL && gw_my_settings_kept(&conn->settings, my));
}

/* A call came to its end. */
static void finish(struct gw_my_conn *conn)
{
	struct gw_my_lease *lease = &conn->lease;
	struct gw_my_heart *heart = &lease->heart;

	if (heart->failed || !is_protected(conn)) {
		drop(heart);
		lease->next_beat_us = conn->base.sys->monotonic_us() + RETRY_US;
		return;
	}
	if (heart->state == GW_MY_HEART_BEATING && mysql_affected_rows(heart->my) == 0) {
		/* The lease is somebody else's; the next write will find out. */
		drop(heart);
		lease->next_beat_us = INT64_MAX;
		return;
	}
	if (heart->state == GW_MY_HEART_BEATING)
		lease->next_beat_us = heart->begun_us + gw_my_beat_us(lease);
	heart->state = GW_MY_HEART_RESTING;
}

void gw_my_heart_tick(struct gw_my_conn *conn)
{
	struct gw_my_lease *lease = &conn->lease;
	struct gw_my_heart *heart = &lease->heart;
	int64_t now_us;
	int came;

	if (lease->owner == NULL)
		return;
	now_us = conn->base.sys->monotonic_us();
	if (heart->wanted != 0) {
		came = gw_my_poll(heart->my, heart->wanted, 0);
		if (came == 0 && now_us >= heart->give_up_us)
			came = MYSQL_WAIT_TIMEOUT;
		if (came == 0)
			return;
		go_on(conn, came);
	} else if (now_us < lease->next_beat_us) {
		return;
	} else if (heart->my == NULL) {
		connect_start(conn);
	} else {
		beat_start(conn);
	}
	if (heart->wanted == 0)
		finish(conn);
}

void gw_my_heart_stop(struct gw_my_conn *conn)
{
	struct gw_my_heart *heart = &conn->lease.heart;

	/* The library gives up what is under way. */
	while (heart->wanted != 0)
		go_on(conn, MYSQL_WAIT_TIMEOUT);
	if (heart->my != NULL)
		drop(heart);
	gw_str_done(&conn->lease.beat);
}
