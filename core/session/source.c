/*
 * Where a session's migrations come from: a folder, or a commit.
 */
#include "session/git/git_int.h"

static bool open_source(struct gw_session *session, struct gw_error **err)
{
	const char *from = gw_config_text(session->config, GW_KEY_FROM);
	struct gw_tree *tree;

	if (from != NULL)
		return gw_session_git_source(session, from, &session->source, &session->since, err);
	if (!gw_session_target(session, err) ||
	    !gw_tree_open_folder(session->arena, gw_config_text(session->config, GW_KEY_DIR), &tree,
				 err))
		return false;
	if (!gw_source_open(session->arena, tree, gw_config_text(session->config, GW_KEY_FORMAT),
			    gw_engine_dialect(session->url.engine), &session->source, err))
		return false;
	session->source->variables = gw_config_variables(session->config);
	return true;
}

/* Only one that godwit.yaml has can be chosen: what is for another never runs. */
static void note_environment(struct gw_session *session, const struct gw_migration *migration,
			     const char *name)
{
	const char *const *names = session->config->environments.items;
	size_t n = session->config->environments.n;
	const char *nearest;
	struct gw_notice notice = {.path = migration->path};

	if (gw_config_has_environment(session->config, gw_view_of(name)))
		return;
	nearest = gw_nearest(gw_view_of(name), names, n);
	notice.text = gw_format(session->arena, "there is no environment '%s'%s%s%s", name,
				nearest != NULL ? "; did you mean " : "",
				nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
	gw_vec_push(session->source->arena, &session->source->notices, notice);
}

static void note_environments(struct gw_session *session)
{
	const struct gw_source *source = session->source;

	for (size_t i = 0; session->config->environments.n != 0 && i < source->n; i++) {
		const struct gw_migration *migration = source->migrations[i];
		const struct gw_migration_options *options = gw_migration_options(migration);

		for (size_t k = 0; k < options->environments.n; k++)
			note_environment(session, migration, options->environments.items[k]);
	}
}

bool gw_session_source(struct gw_session *session, struct gw_error **err)
{
	if (session->source != NULL)
		return true;
	if (!open_source(session, err))
		return false;
	note_environments(session);
	return true;
}
