/*
 * What a side is, and beside which database shadows are made.
 */
#include "shadow/side.h"

#include "base/fs.h"
#include "shadow/side_int.h"
#include "source/git.h"

static bool looks_like_url(struct gw_view text)
{
	return gw_view_find(text, GW_VIEW("://")) != GW_NOWHERE ||
	       gw_view_starts_nocase(text, "sqlite:") || gw_view_starts_nocase(text, "file:") ||
	       gw_view_starts_nocase(text, "sqlite3:") || gw_view_ends(text, ".db") ||
	       gw_view_ends(text, ".sqlite") || gw_view_ends(text, ".sqlite3") ||
	       gw_view_find(text, GW_VIEW("dbname=")) != GW_NOWHERE;
}

/* The configuration as `-e ENVIRONMENT` would have it, without what this command line says. */
static bool load_environment(const struct gw_sides *sides, const char *name,
			     struct gw_config **ret_config, struct gw_error **err)
{
	const struct gw_config_request request = {
		.file = sides->config->path,
		.environment = name,
	};

	return gw_config_load(sides->arena, sides->sys, &request, ret_config, err);
}

static bool parse_environment(const struct gw_sides *sides, struct gw_side *side,
			      struct gw_error **err)
{
	struct gw_config *config;

	if (!load_environment(sides, side->text, &config, err))
		return false;
	side->is_protected = gw_config_bool(config, GW_KEY_PROTECTED);
	side->has_own_url = config->settings[GW_KEY_URL].origin == GW_FROM_ENVIRONMENT_SECTION;
	return gw_config_target(config, sides->arena, &side->url, err);
}

/* Paths within it, and whether there is such a commit, are for who reads it. */
static bool parse_commit(const struct gw_sides *sides, struct gw_side *side, struct gw_error **err)
{
	struct gw_git_spec spec;

	side->kind = GW_SIDE_GIT;
	if (!gw_git_spec_parse(sides->arena, side->path, &spec, err))
		return false;
	if (spec.since == NULL)
		return true;
	gw_fail(err, GW_E_USAGE, "'%s' names two commits", side->text);
	gw_error_hint(*err, "A side is one commit: give each as a side of its own.");
	return false;
}

static bool fail_unknown(const char *text, struct gw_error **err)
{
	gw_fail(err, GW_E_USAGE,
		"'%s' is no URL, no environment, no folder, no commit, no file and no command",
		text);
	gw_error_hint(*err, "Give a URL, an environment of godwit.yaml, a folder of migrations, "
			    "`git:REF`, a file that ends in .sql, `exec:COMMAND` or `history`.");
	return false;
}

bool gw_side_parse(const struct gw_sides *sides, const char *text, struct gw_side *ret_side,
		   struct gw_error **err)
{
	struct gw_view view = gw_view_of(text);
	struct gw_side side = {
		.text = gw_view_dup(sides->arena, gw_url_redact_text(sides->arena, view)),
		.path = gw_strdup(sides->arena, text),
	};
	bool ok = true;

	if (gw_view_is(view, GW_SIDE_OWN_HISTORY)) {
		side.kind = GW_SIDE_HISTORY;
		ok = gw_config_target(sides->config, sides->arena, &side.url, err);
	} else if (gw_view_starts(view, "exec:")) {
		side.kind = GW_SIDE_COMMAND;
		side.path = gw_strdup(sides->arena, text + strlen("exec:"));
	} else if (gw_view_starts(view, "git:")) {
		ok = parse_commit(sides, &side, err);
	} else if (gw_config_has_environment(sides->config, view)) {
		side.kind = GW_SIDE_ENVIRONMENT;
		ok = parse_environment(sides, &side, err);
	} else if (gw_folder_is_dir(text)) {
		side.kind = GW_SIDE_FOLDER;
	} else if (looks_like_url(view)) {
		side.kind = GW_SIDE_URL;
		ok = gw_url_parse(sides->arena, view, &side.url, err);
	} else if (gw_file_exists(text)) {
		side.kind = GW_SIDE_FILE;
	} else {
		ok = fail_unknown(side.text, err);
	}
	if (ok)
		*ret_side = side;
	return ok;
}

static bool fail_engines(const char *one, const char *other, struct gw_error **err)
{
	gw_fail(err, GW_E_USAGE, "one side is %s, the other %s", one, other);
	gw_error_hint(*err, "Schemas of two engines cannot be compared.");
	return false;
}

static bool choose_from_config(struct gw_sides *sides, struct gw_error **err)
{
	const char *shadow = gw_config_text(sides->config, GW_KEY_SHADOW_URL);

	if (shadow != NULL)
		return gw_config_shadow(sides->config, sides->arena, &sides->beside, err);
	if (gw_config_target(sides->config, sides->arena, &sides->beside, err))
		return true;
	gw_error_hint(*err,
		      "Give `--url` of a database of the engine that the files are for: a "
		      "shadow is made beside it. For SQLite, `--url sqlite::memory:` will do.");
	return false;
}

bool gw_sides_choose(struct gw_sides *sides, const struct gw_side *list, size_t n,
		     struct gw_error **err)
{
	const struct gw_url *live = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct gw_url *url = &list[i].url;

		if (url->engine == NULL)
			continue;
		if (live != NULL && strcmp(live->engine, url->engine) != 0)
			return fail_engines(live->engine, url->engine, err);
		if (live == NULL)
			live = url;
	}
	if (live == NULL)
		return choose_from_config(sides, err);
	sides->beside = *live;
	if (gw_config_text(sides->config, GW_KEY_SHADOW_URL) == NULL)
		return true;
	if (!gw_config_shadow(sides->config, sides->arena, &sides->beside, err))
		return false;
	return strcmp(live->engine, sides->beside.engine) == 0 ||
	       fail_engines(live->engine, sides->beside.engine, err);
}

bool gw_sides_shadow(const struct gw_sides *sides, struct gw_shadow *ret_shadow,
		     struct gw_error **err)
{
	const struct gw_shadow_options options = {
		.sys = sides->sys,
		.beside = &sides->beside,
		.application = sides->application,
		.connect_timeout_ms = gw_config_ms(sides->config, GW_KEY_CONNECT_TIMEOUT),
	};

	return gw_shadow_open(sides->arena, &options, ret_shadow, err);
}
