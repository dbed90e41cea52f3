/*
 * Taking fingerprints, and finding the last one.
 */
#include "fingerprint/fingerprint.h"

#include <stdlib.h>

#include "schema/dialect.h"

/* --- of a schema --- */

static int by_id(const void *a, const void *b)
{
	const struct gw_schema_object *const *one = a;
	const struct gw_schema_object *const *other = b;

	return strcmp((*one)->id, (*other)->id);
}

static void add_value(struct gw_str *str, struct gw_view value)
{
	if (value.p == NULL) {
		gw_str_puts(str, "-\n");
		return;
	}
	gw_str_printf(str, "%zu:", value.n);
	gw_str_add(str, value);
	gw_str_putc(str, '\n');
}

static void add_object(struct gw_str *str, const struct gw_schema_object *object)
{
	const struct gw_schema_kind *kind = object->kind;

	add_value(str, gw_view_of(object->id));
	for (size_t i = 0; i < kind->nproperties; i++) {
		if (kind->properties[i].way != GW_WAY_DERIVED)
			add_value(str, object->values[i]);
	}
}

struct gw_digest gw_fingerprint_of(const struct gw_schema *schema)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_STR_AUTO struct gw_str str = {0};
	size_t n = schema->objects.n;
	const struct gw_schema_object **objects = gw_new_array(
		&arena, const struct gw_schema_object *, n + 1);

	for (size_t i = 0; i < n; i++)
		objects[i] = schema->objects.items[i];
	qsort(objects, n, sizeof(*objects), by_id);
	gw_str_puts(&str, "godwit-schema-1\n");
	for (size_t i = 0; i < n; i++) {
		if ((objects[i]->kind->flags & GW_KIND_DERIVED) == 0)
			add_object(&str, objects[i]);
	}
	return gw_sha256_of(gw_str_view(&str));
}

static bool is_empty(const struct gw_schema *schema)
{
	const char *given = schema->dialect->given;

	for (size_t i = 0; i < schema->objects.n; i++) {
		if (given == NULL || strcmp(schema->objects.items[i]->id, given) != 0)
			return false;
	}
	return true;
}

bool gw_fingerprint_read(struct gw_conn *conn, const char *own_schema, struct gw_digest *ret_digest,
			 bool *ret_empty, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_schema_read_options how = {
		.no_owners = true, .no_grants = true, .own_schema = own_schema};
	struct gw_schema schema;

	if (!gw_schema_read(&arena, conn, &how, &schema, err))
		return false;
	*ret_digest = gw_fingerprint_of(&schema);
	*ret_empty = is_empty(&schema);
	return true;
}

/* Takes the fingerprint of the database that the history is in. */
static bool take(struct gw_history *history, struct gw_digest *ret_digest, bool *ret_empty,
		 struct gw_error **err)
{
	return gw_fingerprint_read(history->conn, history->schema, ret_digest, ret_empty, err);
}

/* --- of a history --- */

enum { WINDOW = 16 };

/* What the last event but one that could change the schema says is no longer so. */
static bool changes_schema(enum gw_event_kind kind)
{
	switch (kind) {
	case GW_EVENT_APPLIED:
	case GW_EVENT_REVERTED:
	case GW_EVENT_BASELINED:
	case GW_EVENT_ADOPTED:
	case GW_EVENT_RESOLVED_APPLIED:
	case GW_EVENT_RESOLVED_REVERTED:
	case GW_EVENT_PROVISIONED:
	case GW_EVENT_SYNCED:
	case GW_EVENT_EJECTED:
		return true;
	case GW_EVENT_CREATED:
	case GW_EVENT_ACCEPTED:
	case GW_EVENT_RESOLVED_STATEMENT:
	case GW_EVENT_FINISHED:
	case GW_EVENT_FAILED:
	case GW_EVENT_IN_STEP:
	case GW_EVENT_KIND_COUNT:
		break;
	}
	return false;
}

/* False: the answer is in *mark. */
static bool look_further(const struct gw_event *event, struct gw_arena *arena, struct gw_mark *mark)
{
	enum gw_event_kind kind;

	if (gw_digest_parse(event->values[GW_COLUMN_fingerprint].text, &mark->digest)) {
		mark->kind = GW_MARK_TAKEN;
		mark->seq = gw_event_int(event, GW_COLUMN_seq);
		mark->run_id = gw_event_text(event, arena, GW_COLUMN_run_id);
		mark->taken_at_us = gw_event_int(event, GW_COLUMN_started_at);
		return false;
	}
	return gw_event_kind_parse(event->values[GW_COLUMN_event].text, &kind) &&
	       !changes_schema(kind);
}

bool gw_fingerprint_last(struct gw_history *history, struct gw_arena *arena,
			 struct gw_mark *ret_mark, struct gw_error **err)
{
	struct gw_mark mark = {0};
	struct gw_events events;

	for (int64_t last = history->head_seq; last >= 0; last -= WINDOW) {
		int64_t first = GW_MAX(last - WINDOW + 1, (int64_t)0);

		if (!gw_history_events(history, arena, first, last, &events, err))
			return false;
		for (size_t i = events.list.n; i-- > 0;) {
			if (look_further(&events.list.items[i], arena, &mark))
				continue;
			*ret_mark = mark;
			return true;
		}
	}
	mark.kind = GW_MARK_EMPTY;
	*ret_mark = mark;
	return true;
}

/* An error of the connection, or a signal, ends all; others leave a question open, and a warning. */
static bool leave_open(const struct gw_history *history, struct gw_error *failure,
		       struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_conn *conn = history->conn;

	if (conn->broken || failure->code == GW_E_INTERRUPTED) {
		*err = failure;
		return false;
	}
	if (conn->notice != NULL)
		conn->notice(conn->notice_payload, "WARNING",
			     gw_format(&arena, "no fingerprint is recorded: %s", failure->message));
	gw_error_free(failure);
	return true;
}

/* Reading is not to be risked in a transaction that others' work is in, and that it could end. */
static bool can_be_read(const struct gw_history *history)
{
	const struct gw_conn *conn = history->conn;

	return gw_schema_dialect_find(conn->engine->name) != NULL &&
	       (!conn->in_transaction || conn->engine->caps.lock_is_transaction);
}

bool gw_fingerprint_holds(struct gw_history *history, bool *ret_holds, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_error *failure = NULL;
	struct gw_digest now;
	struct gw_mark mark;
	bool empty;

	*ret_holds = false;
	if (!can_be_read(history))
		return true;
	if (!gw_fingerprint_last(history, &arena, &mark, err))
		return false;
	if (mark.kind == GW_MARK_NONE)
		return true;
	if (take(history, &now, &empty, &failure)) {
		*ret_holds = mark.kind == GW_MARK_EMPTY ? empty : gw_digest_eq(&now, &mark.digest);
		return true;
	}
	return leave_open(history, failure, err);
}

bool gw_fingerprint_record(struct gw_history *history, struct gw_arena *arena,
			   struct gw_event *event, struct gw_error **err)
{
	struct gw_error *failure = NULL;
	struct gw_digest digest;
	bool empty;

	if (!can_be_read(history))
		return true;
	if (take(history, &digest, &empty, &failure)) {
		gw_event_set_text(event, GW_COLUMN_fingerprint, gw_digest_hex(arena, &digest));
		return true;
	}
	return leave_open(history, failure, err);
}
