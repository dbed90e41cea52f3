/*
 * A server that is a node of a Galera cluster.
 */
#include "base/hash.h"
#include "engine/mysql/mysql_int.h"
#include "mysql_sql.h"

struct status {
	bool ready;
	struct gw_view component; /* "Primary", "non-Primary"; absent: not told */
	struct gw_view node;
};

enum { STATUS_NAME, STATUS_VALUE };

static struct status status_of(const struct gw_rows *rows)
{
	struct status status = {0};

	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_view name = gw_cell(rows, i, STATUS_NAME);
		struct gw_view value = gw_cell(rows, i, STATUS_VALUE);

		if (gw_view_is(name, "wsrep_ready"))
			status.ready = gw_view_is(value, "ON");
		else if (gw_view_is(name, "wsrep_cluster_status"))
			status.component = value;
		else if (gw_view_is(name, "wsrep_gcomm_uuid"))
			status.node = value;
	}
	return status;
}

static bool fail_not_ready(const struct status *status, struct gw_error **err)
{
	gw_fail(err, GW_E_CONNECT, "this node of the Galera cluster takes no statements now");
	if (status->component.p != NULL)
		gw_error_detail(*err, "wsrep_ready is OFF, wsrep_cluster_status is %.*s",
				GW_VIEW_ARG(status->component));
	gw_error_hint(*err, "It is cut off from the others, or joins them. Give the URL of a node "
			    "that is part of the primary component.");
	return false;
}

/*
 * Each node counts its connections for itself, and nodes may have started at the same time: a number
 * made of the node's identity, which is new with each start, stands for the time.
 */
static int64_t start_of(struct gw_view node)
{
	enum { BYTES = 7 };
	struct gw_digest digest = gw_sha256_of(node);
	int64_t number = 0;

	for (size_t i = 0; i < BYTES; i++)
		number = number << 8 | digest.bytes[i];
	return number;
}

bool gw_my_join_cluster(struct gw_my_conn *conn, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_rows rows;
	struct status status;

	if (!gw_conn_query(&conn->base, &scratch, SQL_CLUSTER_STATUS, NULL, 0, &rows, err))
		return false;
	status = status_of(&rows);
	/* Without a provider it is a server like any other. */
	if (status.node.n == 0)
		return true;
	if (!status.ready)
		return fail_not_ready(&status, err);
	conn->lease.node = gw_view_dup(&conn->arena, status.node);
	conn->lease.duration_ms = GW_MY_LEASE_MS;
	conn->base.info.session_start_us = start_of(status.node);
	return gw_my_see_commits(conn, true, err);
}

bool gw_my_see_commits(struct gw_my_conn *conn, bool on, struct gw_error **err)
{
	return gw_conn_exec(
		&conn->base,
		on ? "SET SESSION wsrep_sync_wait = 15" : "SET SESSION wsrep_sync_wait = 0", err);
}
