/*
 * Connections of a call: the one that holds the lock and writes the history, and one more, to the
 * database that is looked into. No more than two at a time: small servers have few to spare.
 */
#include <string.h>

#include "provision/provision_int.h"

static bool begin_session(struct gw_conn *conn, struct gw_error **err)
{
	const char *prelude = conn->engine->estate->prelude;

	return prelude == NULL || gw_conn_exec(conn, prelude, err);
}

void gw_provision_leave(struct gw_provision *provision)
{
	gw_conn_close(provision->inside);
	provision->inside = NULL;
	provision->inside_name = NULL;
}

static bool is_connected_to(const struct gw_conn *conn, const char *database)
{
	return conn != NULL && conn->info.database != NULL &&
	       strcmp(conn->info.database, database) == 0;
}

static struct gw_conn *of_history(const struct gw_provision *provision)
{
	return provision->history != NULL ? provision->history->conn : NULL;
}

bool gw_provision_enter(struct gw_provision *provision, const char *database,
			struct gw_conn **ret_conn, struct gw_error **err)
{
	struct gw_conn *history = of_history(provision);

	*ret_conn = history != NULL ? history : provision->server;
	if (database == NULL)
		return true;
	if (is_connected_to(history, database))
		return true;
	*ret_conn = provision->server;
	if (is_connected_to(provision->server, database))
		return true;
	if (provision->inside_name == NULL || strcmp(provision->inside_name, database) != 0) {
		gw_provision_leave(provision);
		if (!provision->connect(provision->payload, database, provision->read_only,
					&provision->inside, err) ||
		    !begin_session(provision->inside, err))
			return false;
		provision->inside_name = gw_strdup(provision->arena, database);
	}
	*ret_conn = provision->inside;
	return true;
}

static bool write_late(struct gw_provision *provision, struct gw_error **err)
{
	for (size_t i = 0; i < provision->unwritten.n; i++) {
		if (!gw_history_append(&provision->recorder, provision->unwritten.items[i], err))
			return false;
	}
	provision->unwritten.n = 0;
	return true;
}

bool gw_provision_history(struct gw_provision *provision, struct gw_error **err)
{
	if (provision->history != NULL)
		return true;
	/* A connection of ours could stand in the way of the database that is made from this one. */
	gw_provision_leave(provision);
	if (!provision->open_history(provision->payload, &provision->history, err))
		return false;
	if (provision->history != NULL && provision->history_as_found &&
	    !provision->history->exists)
		provision->history = NULL;
	if (provision->history == NULL)
		return true;
	if (!gw_history_ensure(provision->history, &provision->actor, err))
		return false;
	gw_recorder_begin(&provision->recorder, provision->history, provision->arena,
			  provision->sys, &provision->actor);
	return begin_session(provision->history->conn, err) && write_late(provision, err);
}

bool gw_provision_open(struct gw_provision *provision, struct gw_conn *server,
		       struct gw_error **err)
{
	provision->server = server;
	return begin_session(server, err);
}

void gw_provision_done(struct gw_provision *provision)
{
	gw_provision_leave(provision);
}
