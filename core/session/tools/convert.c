/*
 * Converting a folder: the files first, as a second run finds them and goes on with the database.
 */
#include "session/tools/convert.h"

#include "session/git/branch.h"
#include "session/tools/tools_int.h"

struct converting {
	struct gw_session *session;
	const struct gw_convert_request *request;
	struct gw_session_conversion *result;
	struct gw_recorder recorder;
	GW_VEC(struct gw_request) requests;
};

/* --- files --- */

static bool open_source(struct gw_session *session, struct gw_error **err)
{
	struct gw_tree *tree;

	if (gw_session_branch_asks(session))
		return gw_session_source(session, err);
	return gw_tree_open_folder(session->arena, gw_config_text(session->config, GW_KEY_DIR),
				   &tree, err) &&
	       gw_source_open(session->arena, tree, gw_config_text(session->config, GW_KEY_FORMAT),
			      gw_engine_dialect_of(session->config, session->arena),
			      &session->source, err);
}

static bool fail_taken(const struct converting *c, const char *path, struct gw_error **err)
{
	gw_fail(err, GW_E_SOURCE, "%s/%s is there already, and would be another file",
		c->request->folder, path);
	gw_error_hint(*err, "Nothing was written. Name an empty folder with `-o`.");
	return false;
}

/* What is there already, as it should be, is not written again. */
static bool is_there(const struct converting *c, const struct gw_new_file *file, bool *ret_is,
		     struct gw_error **err)
{
	const char *path = gw_format(c->session->arena, "%s/%s", c->request->folder, file->path);
	struct gw_text text;

	*ret_is = gw_file_exists(path);
	if (!*ret_is)
		return true;
	if (!gw_file_read(path, UINT64_MAX, &text, err))
		return false;
	*ret_is = gw_view_is(text.view, file->content);
	gw_text_done(&text);
	return *ret_is || fail_taken(c, file->path, err);
}

static bool is_ours(const struct gw_conversion *conversion, const char *path)
{
	for (size_t i = 0; i < conversion->n; i++)
		if (gw_view_is(gw_view_of(path), conversion->files[i].path))
			return true;
	return false;
}

/* SQL of others would be read as migrations, too. */
static bool check_folder(const struct converting *c, struct gw_error **err)
{
	struct gw_tree *tree;
	bool ok = true;

	if (!gw_file_exists(c->request->folder))
		return true;
	if (!gw_tree_open_folder(c->session->arena, c->request->folder, &tree, err))
		return false;
	for (size_t i = 0; ok && i < tree->nfiles; i++)
		if (gw_name_is_sql(gw_view_of(tree->files[i].path)) &&
		    !is_ours(&c->result->conversion, tree->files[i].path))
			ok = fail_taken(c, tree->files[i].path, err);
	gw_tree_close(tree);
	return ok;
}

static bool write_file(const struct converting *c, const struct gw_new_file *file,
		       struct gw_error **err)
{
	const char *path = gw_format(c->session->arena, "%s/%s", c->request->folder, file->path);
	size_t slash = gw_view_rfind_char(gw_view_of(path), '/');

	return gw_folder_make(gw_strndup(c->session->arena, path, slash), err) &&
	       gw_file_create(path, gw_view_of(file->content), 0666, err);
}

/* All are looked at before one is written. */
static bool write_files(struct converting *c, struct gw_error **err)
{
	const struct gw_conversion *conversion = &c->result->conversion;
	GW_VEC(const struct gw_new_file *) missing = {0};

	if (!check_folder(c, err))
		return false;
	for (size_t i = 0; i < conversion->n; i++) {
		bool there;

		if (!is_there(c, &conversion->files[i], &there, err))
			return false;
		if (!there)
			gw_vec_push(c->session->arena, &missing, &conversion->files[i]);
	}
	c->result->written = missing.n;
	for (size_t i = 0; !c->request->dry && i < missing.n; i++)
		if (!write_file(c, missing.items[i], err))
			return false;
	return true;
}

/* --- the database --- */

static bool fail_unsettled(const struct converting *c, const struct gw_entry *entry,
			   struct gw_error **err)
{
	gw_fail(err, GW_E_REFUSED, "%s is %s: what was applied is not what would be converted",
		gw_entry_label(c->session->arena, entry), gw_status_name(entry->status));
	gw_error_hint(*err, "`godwit status` shows how it stands; settle that first.");
	return false;
}

static bool is_settled(const struct gw_entry *entry)
{
	switch (entry->status) {
	case GW_STATUS_EDITED:
	case GW_STATUS_COLLIDED:
	case GW_STATUS_MISSING:
	case GW_STATUS_FUTURE:
	case GW_STATUS_RENUMBERED:
	case GW_STATUS_UNFINISHED:
		return false;
	case GW_STATUS_PENDING:
	case GW_STATUS_APPLIED:
	case GW_STATUS_COSMETIC:
	case GW_STATUS_DOWN_EDITED:
	case GW_STATUS_OUT_OF_ORDER:
	case GW_STATUS_RENAMED:
	case GW_STATUS_SKIPPED:
	case GW_STATUS_COUNT:
		break;
	}
	return true;
}

/* An earlier run may have carried it over: then the history has the new one. */
static bool is_carried(const struct converting *c, const struct gw_migration *now)
{
	const struct gw_applied *applied = gw_history_find(c->session->history, now->key);

	return applied != NULL && applied->has_checksum &&
	       gw_digest_eq(&applied->checksum, &now->checksum);
}

/* What is applied now, of a file that would be converted. */
struct carry {
	const struct gw_applied *applied;
	const struct gw_migration *now;
};
struct carries {
	GW_VEC(struct carry) list;
};

static void add_carry(const struct converting *c, const struct gw_entry *entry,
		      struct carries *carries)
{
	const struct gw_conversion *conversion = &c->result->conversion;
	const struct carry carry = {
		.applied = entry->applied,
		.now = gw_source_find(conversion->source,
				      conversion->keys[entry->migration->index]),
	};

	/* A repeatable that is to run again stays one that is. */
	if (entry->applied != NULL && entry->status != GW_STATUS_PENDING &&
	    entry->status != GW_STATUS_SKIPPED)
		gw_vec_push(c->session->arena, &carries->list, carry);
}

static bool was_converted(const struct converting *c)
{
	const struct gw_source *now = c->result->conversion.source;

	for (size_t i = 0; i < now->n; i++)
		if (is_carried(c, now->migrations[i]))
			return true;
	return false;
}

static bool collect(const struct converting *c, struct carries *carries, struct gw_error **err)
{
	const struct gw_picture_request request = {.environment = c->session->config->environment};
	struct gw_picture picture;

	if (was_converted(c))
		return true;
	if (!gw_picture_make(c->session->arena, c->session->source, c->session->history, &request,
			     &picture, err))
		return false;
	for (size_t i = 0; i < picture.entries.n; i++) {
		const struct gw_entry *entry = &picture.entries.items[i];

		if (!is_settled(entry))
			return fail_unsettled(c, entry, err);
		if (entry->migration != NULL)
			add_carry(c, entry, carries);
	}
	return true;
}

static void add_event(struct converting *c, struct gw_event *event, enum gw_event_kind kind)
{
	gw_event_set_text(event, GW_COLUMN_event, gw_event_kind_name(kind));
	gw_recorder_event(&c->recorder, event);
	gw_vec_push(c->session->arena, &c->requests,
		    gw_recorder_request(&c->recorder, c->session->arena, event));
}

static void add_reverted(struct converting *c, const struct gw_applied *applied)
{
	struct gw_event *event = gw_new(c->session->arena, struct gw_event);

	gw_event_set_text(event, GW_COLUMN_version, applied->version);
	gw_event_set_text(event, GW_COLUMN_name, applied->name);
	gw_event_set_text(event, GW_COLUMN_kind, applied->kind);
	add_event(c, event, GW_EVENT_RESOLVED_REVERTED);
}

/* Where versions changed, what is repeatable must not look older than that. */
static enum gw_event_kind kind_of(const struct converting *c, const struct carry *carry)
{
	if (!c->result->conversion.renumbered)
		return GW_EVENT_ACCEPTED;
	return carry->applied->event == GW_EVENT_BASELINED ? GW_EVENT_BASELINED
							   : GW_EVENT_RESOLVED_APPLIED;
}

static bool add_carried(struct converting *c, const struct carry *carry, struct gw_error **err)
{
	struct gw_session *session = c->session;
	struct gw_source *source = c->result->conversion.source;
	struct gw_event *event = gw_new(session->arena, struct gw_event);
	const char *withheld;

	if (!gw_view_is(gw_view_of(carry->now->key), carry->applied->key))
		add_reverted(c, carry->applied);
	gw_event_describe(event, session->arena, carry->now);
	gw_event_set_text(event, GW_COLUMN_source,
			  gw_tree_display_path(session->arena, source->tree, carry->now->path));
	if (!gw_record_texts(source, session->arena, carry->now, NULL,
			     gw_config_size(session->config, GW_KEY_STORE_SQL_LIMIT), event,
			     &withheld, err))
		return false;
	add_event(c, event, kind_of(c, carry));
	return true;
}

/* Repeatables last: they come after versions. */
static bool add_all(struct converting *c, const struct carries *carries, struct gw_error **err)
{
	for (int repeatables = 0; repeatables < 2; repeatables++)
		for (size_t i = 0; i < carries->list.n; i++) {
			const struct carry *carry = &carries->list.items[i];

			if ((carry->applied->version == NULL) == (repeatables == 1) &&
			    !add_carried(c, carry, err))
				return false;
		}
	return true;
}

static void add_word(struct converting *c, const char *sql)
{
	const struct gw_request request = {.sql = gw_view_of(sql)};

	gw_vec_push(c->session->arena, &c->requests, request);
}

static bool record(struct converting *c, const struct carries *carries, struct gw_error **err)
{
	struct gw_session *session = c->session;
	struct gw_actor actor = gw_session_actor(session);

	if (actor.reason == NULL)
		actor.reason = gw_format(session->arena, "converted from %s",
					 session->source->format->name);
	gw_recorder_begin(&c->recorder, session->history, session->arena, session->sys, &actor);
	if (!session->conn->in_transaction)
		add_word(c, session->engine->words.begin);
	if (!add_all(c, carries, err))
		return false;
	add_word(c, session->engine->words.commit);
	return gw_history_send(session->history, session->arena, c->requests.items, c->requests.n,
			       err);
}

/* Looks first without the lock, and without making anything: most databases have no history of it. */
static bool look(struct converting *c, struct carries *carries, struct gw_error **err)
{
	c->result->has_database = gw_session_branch_asks(c->session);
	if (!c->result->has_database)
		return true;
	if (!gw_session_open(c->session, false, err) || !collect(c, carries, err))
		return false;
	c->result->carried = carries->list.n;
	return true;
}

static bool carry_over(struct converting *c, struct gw_error **err)
{
	struct carries carries = {0};

	gw_session_let_go(c->session);
	if (!gw_session_open(c->session, true, err) || !collect(c, &carries, err))
		return false;
	c->result->carried = carries.list.n;
	return carries.list.n == 0 || record(c, &carries, err);
}

bool gw_session_convert(struct gw_session *session, const struct gw_convert_request *request,
			struct gw_session_conversion *ret_conversion, struct gw_error **err)
{
	struct converting c = {.session = session, .request = request, .result = ret_conversion};
	struct carries carries = {0};

	*ret_conversion = (struct gw_session_conversion){0};
	if (!open_source(session, err) ||
	    !gw_source_convert(session->source, session->arena, request->folder,
			       &ret_conversion->conversion, err) ||
	    !look(&c, &carries, err) || !write_files(&c, err))
		return false;
	return request->dry || carries.list.n == 0 || carry_over(&c, err);
}

void gw_session_conversion_done(struct gw_session_conversion *conversion)
{
	gw_source_close(conversion->conversion.source);
	conversion->conversion.source = NULL;
}
