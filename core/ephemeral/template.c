/*
 * Templates: databases that migrations made, kept to be cloned.
 *
 * A template's name is the hash of what made it, so that it is never out of date: other files are
 * another template. Whoever finds none makes it, under a claim, while others wait; it counts once
 * it is sealed, so what a killed process left of one is made anew.
 */
#include "ephemeral/ephemeral_int.h"

static void add(struct gw_sha256 *hash, const char *text)
{
	gw_sha256_add(hash, gw_view_of(text != NULL ? text : ""));
	gw_sha256_add(hash, (struct gw_view){"", 1});
}

static void add_digest(struct gw_sha256 *hash, const struct gw_digest *digest)
{
	gw_sha256_add(hash, (struct gw_view){(const char *)digest->bytes, sizeof(digest->bytes)});
}

static void add_settings(struct gw_sha256 *hash, const struct gw_session *session,
			 const struct gw_databases *at)
{
	static const enum gw_key keys[] = {GW_KEY_SCHEMA, GW_KEY_FORMAT, GW_KEY_PRELUDE,
					   GW_KEY_STORE_SQL_LIMIT};
	const struct gw_map *placeholders = &session->placeholders;

	add(hash, GW_VERSION);
	add(hash, at->engine->name);
	add(hash, at->conn != NULL ? at->conn->info.version : "");
	add(hash, session->config->environment);
	for (size_t i = 0; i < GW_COUNT(keys); i++)
		add(hash, gw_config_text(session->config, keys[i]));
	for (size_t i = 0; i < placeholders->n; i++) {
		gw_sha256_add(hash, placeholders->items[i].key);
		add(hash, "=");
		add(hash, placeholders->items[i].value);
	}
}

/* A format may put variables in, which are no settings. */
static bool add_expanded(struct gw_sha256 *hash, struct gw_session *session,
			 const struct gw_migration *migration, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_script *script;

	if (session->source->format->expand == NULL)
		return true;
	if (!gw_source_script(session->source, &scratch, migration, GW_UP,
			      gw_session_placeholders(session), &script, err))
		return false;
	gw_sha256_add(hash, gw_script_expanded(script));
	gw_script_done(script);
	return true;
}

static bool add_source(struct gw_sha256 *hash, struct gw_session *session, struct gw_error **err)
{
	struct gw_source *source = session->source;

	for (size_t i = 0; i < source->n; i++) {
		add(hash, source->migrations[i]->path);
		add_digest(hash, &source->migrations[i]->checksum);
		if (!add_expanded(hash, session, source->migrations[i], err))
			return false;
	}
	for (size_t i = 0; i < GW_HOOK_COUNT; i++) {
		struct gw_digest digest;

		add(hash, source->hooks[i]);
		if (source->hooks[i] == NULL)
			continue;
		if (!gw_source_hook_hash(source, (enum gw_hook)i, &digest, err))
			return false;
		add_digest(hash, &digest);
	}
	return true;
}

/* The hash of all that decides what migrating an empty database makes of it. */
static bool hash_of(struct gw_session *session, const struct gw_databases *at,
		    struct gw_digest *ret_hash, struct gw_error **err)
{
	struct gw_sha256 *hash = gw_sha256_new();
	bool ok;

	gw_sha256_begin(hash);
	add_settings(hash, session, at);
	ok = gw_session_source(session, err) && add_source(hash, session, err);
	*ret_hash = gw_sha256_end(hash);
	gw_sha256_free(hash);
	return ok;
}

/* The name of the template that is wanted now. */
static bool find_name(const struct gw_databases *at, const struct gw_session *like,
		      const char **ret_name, struct gw_error **err)
{
	struct gw_session session;
	struct gw_digest hash;
	bool ok;

	gw_session_init(&session, like->arena, like->sys, like->config);
	session.url = *at->url;
	ok = hash_of(&session, at, &hash, err);
	gw_session_done(&session);
	*ret_name = ok ? gw_template_name(at, &hash) : NULL;
	return ok;
}

/* Under the claim: what is there and not sealed was left half done. */
static bool make(const struct gw_databases *at, const struct gw_session *like, const char *name,
		 struct gw_error **err)
{
	const struct gw_databases_engine *databases = at->engine->databases;
	bool exists;

	return databases->exists(at, name, &exists, err) &&
	       (!exists || databases->drop(at, name, true, err)) &&
	       gw_ephemeral_create(at, name, err) &&
	       gw_ephemeral_migrate(at, like, name, name, err) && databases->seal(at, name, err);
}

static bool make_unless_there(const struct gw_databases *at, const struct gw_session *like,
			      const char *name, enum gw_template_use *ret_use,
			      struct gw_error **err)
{
	struct gw_claim claim = {0};
	bool is_sealed, ok;

	if (!gw_claim_take(at, name, like, &claim, err))
		return false;
	ok = at->engine->databases->is_sealed(at, name, &is_sealed, err);
	if (ok && !is_sealed) {
		*ret_use = GW_TEMPLATE_MADE;
		ok = make(at, like, name, err);
	}
	gw_claim_release(&claim);
	return ok;
}

bool gw_template_use(const struct gw_databases *at, const struct gw_session *like, const char *name,
		     enum gw_template_use *ret_use, struct gw_error **err)
{
	const struct gw_databases_engine *databases = at->engine->databases;
	const char *template;
	bool is_sealed;

	*ret_use = GW_TEMPLATE_REUSED;
	return find_name(at, like, &template, err) &&
	       databases->is_sealed(at, template, &is_sealed, err) &&
	       (is_sealed || make_unless_there(at, like, template, ret_use, err)) &&
	       databases->clone(at, template, name, err) && gw_database_wake(at, name, err);
}
