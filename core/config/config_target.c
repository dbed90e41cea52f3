/*
 * The target database: url and password, read from where they are kept.
 */
#include "base/str.h"
#include "config/config_int.h"
#include "config/secret.h"
#include "config/url_int.h"

/* A password manager may ask a person first. */
enum { SECRET_TIMEOUT_MS = 60 * 1000 };

/* Says where a setting came from, when an error does not tell yet. */
static void locate(const struct gw_config *config, enum gw_key key, struct gw_error *error)
{
	const struct gw_setting *setting = &config->settings[key];
	const char *detail = error->detail;

	if (setting->offset != GW_NOWHERE)
		gw_yaml_locate(error, &config->yaml, setting->offset,
			       gw_view_of(gw_keys[key].name).n);
	else
		gw_error_detail(error, "%s%sthe %s comes from %s", detail != NULL ? detail : "",
				detail != NULL ? "\n" : "", gw_keys[key].name, setting->place);
}

struct gw_secret_context gw_config_secrets(const struct gw_config *config, const char *folder)
{
	return (struct gw_secret_context){
		.sys = config->sys,
		.dotenv = &config->dotenv,
		.folder = folder,
		.timeout_ms = SECRET_TIMEOUT_MS,
	};
}

/* The text of a setting; a secret that it refers to is read now. */
static bool resolve(const struct gw_config *config, struct gw_arena *arena, enum gw_key key,
		    const char **ret_text, struct gw_error **err)
{
	const struct gw_setting *setting = &config->settings[key];
	const struct gw_secret_context context = gw_config_secrets(config, config->folder);

	if (setting->secret == NULL) {
		*ret_text = gw_strdup(arena, setting->text);
		return true;
	}
	if (gw_secret_read(arena, setting->secret, &context, ret_text, err))
		return true;
	locate(config, key, *err);
	return false;
}

bool gw_config_secret(const struct gw_config *config, struct gw_arena *arena, enum gw_key key,
		      const char **ret_text, struct gw_error **err)
{
	if (config->settings[key].text != NULL)
		return resolve(config, arena, key, ret_text, err);
	*ret_text = NULL;
	return true;
}

static bool fail_no_target(const struct gw_config *config, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str names = {0};

	for (size_t i = 0; i < config->environments.n; i++)
		gw_str_printf(&names, "%s%s", i > 0 ? ", " : "", config->environments.items[i]);
	if (config->environment != NULL)
		gw_fail(err, GW_E_NO_TARGET, "environment '%s' has no url", config->environment);
	else
		gw_fail(err, GW_E_NO_TARGET, "no database was named");
	if (names.n != 0)
		gw_error_detail(*err, "environments of %s: %s", config->path, gw_str_text(&names));
	gw_error_hint(*err, "Give `--url URL` or `-e ENVIRONMENT`, or set GODWIT_URL or "
			    "DATABASE_URL. A URL is `postgres://user@host/database`, "
			    "`mysql://user@host/database` or `sqlite:file.db`.");
	return false;
}

/* A SQLite file that godwit.yaml names is seen from its folder. */
static void settle_path(const struct gw_config *config, struct gw_arena *arena, enum gw_key key,
			struct gw_url *url)
{
	const struct gw_setting *setting = &config->settings[key];

	if (gw_url_is_file(url) && setting->offset != GW_NOWHERE && setting->secret == NULL &&
	    !gw_view_starts(gw_view_of(url->database), ":memory:"))
		url->database = gw_path_from(arena, config->folder, url->database);
}

static bool read_url(const struct gw_config *config, struct gw_arena *arena, enum gw_key key,
		     struct gw_url *ret_url, struct gw_error **err)
{
	struct gw_url url;
	const char *text = NULL;

	if (!resolve(config, arena, key, &text, err))
		return false;
	if (!gw_url_parse(arena, gw_view_of(text), &url, err)) {
		locate(config, key, *err);
		return false;
	}
	settle_path(config, arena, key, &url);
	*ret_url = url;
	return true;
}

bool gw_config_target(const struct gw_config *config, struct gw_arena *arena,
		      struct gw_url *ret_url, struct gw_error **err)
{
	struct gw_url url;

	if (config->settings[GW_KEY_URL].text == NULL)
		return fail_no_target(config, err);
	if (!read_url(config, arena, GW_KEY_URL, &url, err))
		return false;
	if (url.password == NULL && !gw_url_is_file(&url) &&
	    config->settings[GW_KEY_PASSWORD].text != NULL &&
	    !resolve(config, arena, GW_KEY_PASSWORD, &url.password, err))
		return false;
	*ret_url = url;
	return true;
}

/* A program may ask a person, or be logged: none is run for an environment that is not used. */
static bool is_at_hand(const struct gw_setting *setting)
{
	return setting->secret == NULL || setting->secret->argv == NULL;
}

/* Whether godwit.yaml alone, without variables and options, says so. */
static bool protects(const struct gw_config *config, struct gw_arena *arena, const char *name,
		     const struct gw_url *url)
{
	const struct gw_node *section = gw_config_section(config, name);
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_config own = *config;
	struct gw_url named;

	gw_config_load_defaults(&own);
	return gw_config_read_section(&own, config->yaml.root, GW_SECTION_ASSIGN, &ignored) &&
	       gw_config_read_section(&own, section, GW_SECTION_ASSIGN, &ignored) &&
	       gw_config_bool(&own, GW_KEY_PROTECTED) &&
	       own.settings[GW_KEY_URL].origin == GW_FROM_ENVIRONMENT_SECTION &&
	       is_at_hand(&own.settings[GW_KEY_URL]) &&
	       read_url(&own, arena, GW_KEY_URL, &named, &ignored) && gw_url_is_same(&named, url);
}

const char *gw_config_protector(const struct gw_config *config, struct gw_arena *arena,
				const struct gw_url *url)
{
	for (size_t i = 0; i < config->environments.n; i++) {
		if (protects(config, arena, config->environments.items[i], url))
			return config->environments.items[i];
	}
	return NULL;
}

bool gw_config_shadow(const struct gw_config *config, struct gw_arena *arena,
		      struct gw_url *ret_url, struct gw_error **err)
{
	if (config->settings[GW_KEY_SHADOW_URL].text == NULL)
		return gw_config_target(config, arena, ret_url, err);
	return read_url(config, arena, GW_KEY_SHADOW_URL, ret_url, err);
}
