/*
 * Loads the configuration: one layer after the other, each over the one before.
 *
 *	default < godwit.yaml < its environment < .env < variables < (-e: its target) < options
 */
#include "config/config.h"

#include "config/config_int.h"
#include "config/dotenv.h"
#include "config/secret.h"

enum { DOTENV_BYTES_MAX = 1024 * 1024 };

#define DOTENV ".env"

const struct gw_key_info gw_keys[GW_KEY_COUNT] = {
#define GW_KEY(id, name_, type_, fallback_, variable_, help_) \
	[GW_KEY_##id] = {                                     \
		.name = name_,                                \
		.type = type_,                                \
		.fallback = fallback_,                        \
		.variable = variable_,                        \
		.help = help_,                                \
	},
#include "config/keys.def"
#undef GW_KEY
};

/* Variables of other tools, read when godwit's own is not set. */
static const struct {
	enum gw_key key;
	const char *name;
} other_variables[] = {
	{GW_KEY_URL, "DATABASE_URL"},
};

/* --- layers --- */

void gw_config_load_defaults(struct gw_config *config)
{
	for (size_t i = 0; i < GW_KEY_COUNT; i++) {
		struct gw_view text = gw_view_of(gw_keys[i].fallback), first = text;

		if (gw_keys[i].type == GW_KEY_CHOICE)
			gw_view_next_field(&text, '|', &first);
		config->settings[i] = (struct gw_setting){
			.text = gw_view_dup(config->arena, first),
			.origin = GW_FROM_DEFAULT,
			.place = "default",
			.offset = GW_NOWHERE,
		};
	}
}

static bool load_dotenv(struct gw_config *config, const char *file, struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text text = {0};
	const char *path = file != NULL ? file : DOTENV;

	/* A folder of that name is a Python environment. */
	if (file == NULL && (!gw_file_exists(path) || gw_folder_is_dir(path)))
		return true;
	if (!gw_config_read_text(path, DOTENV_BYTES_MAX, &text, err))
		return false;
	return gw_dotenv_parse(
		config->arena, path,
		(struct gw_view){gw_strndup(config->arena, text.view.p, text.view.n), text.view.n},
		&config->dotenv, err);
}

/* The value of a variable in one layer; *ret_place is what messages call it. */
static const char *find_variable(struct gw_config *config, enum gw_origin_kind origin,
				 const char *name, const char **ret_place)
{
	const struct gw_dotenv_value *value;
	const char *text;

	*ret_place = name;
	if (origin == GW_FROM_VARIABLE) {
		text = config->sys->getenv(name);
		return text != NULL && text[0] != '\0' ? gw_strdup(config->arena, text) : NULL;
	}
	value = gw_map_get(&config->dotenv, gw_view_of(name));
	if (value == NULL || value->text[0] == '\0')
		return NULL;
	*ret_place = gw_format(config->arena, "%s in %s", name, value->place);
	return value->text;
}

static bool load_text(struct gw_config *config, enum gw_key key, enum gw_origin_kind origin,
		      const char *place, const char *text, struct gw_error **err)
{
	const struct gw_setting setting = {
		.text = text,
		.origin = origin,
		.place = place,
		.offset = GW_NOWHERE,
	};
	const char *problem = gw_key_problem(config->arena, key, gw_view_of(text));

	if (problem != NULL)
		return gw_fail(err, origin == GW_FROM_OPTION ? GW_E_USAGE : GW_E_CONFIG, "%s: %s",
			       place, problem);
	gw_config_assign(config, key, &setting);
	return true;
}

static bool load_variables(struct gw_config *config, enum gw_origin_kind origin,
			   struct gw_error **err)
{
	const char *place, *text;

	for (size_t i = 0; i < GW_COUNT(other_variables); i++) {
		text = find_variable(config, origin, other_variables[i].name, &place);
		if (text != NULL &&
		    !load_text(config, other_variables[i].key, origin, place, text, err))
			return false;
	}
	for (size_t i = 0; i < GW_KEY_COUNT; i++) {
		if (gw_keys[i].variable == NULL)
			continue;
		text = find_variable(config, origin, gw_keys[i].variable, &place);
		if (text != NULL && !load_text(config, (enum gw_key)i, origin, place, text, err))
			return false;
	}
	return true;
}

/* "--lock-wait" */
static const char *option_of(struct gw_arena *arena, enum gw_key key)
{
	char *option = gw_format(arena, "--%s", gw_keys[key].name);

	for (char *p = option; *p != '\0'; p++)
		*p = *p == '_' ? '-' : *p;
	return option;
}

static bool load_options(struct gw_config *config, const struct gw_config_request *request,
			 struct gw_error **err)
{
	for (size_t i = 0; i < request->noverrides; i++) {
		enum gw_key key = request->overrides[i].key;

		if (!load_text(config, key, GW_FROM_OPTION, option_of(config->arena, key),
			       gw_strdup(config->arena, request->overrides[i].value), err))
			return false;
	}
	return true;
}

/* --- the environment --- */

/* The file was checked: there is such an environment. */
static void take_default_environment(struct gw_config *config)
{
	const struct gw_node *node = config->path != NULL
					     ? gw_node_get(config->yaml.root, "default")
					     : NULL;

	if (node == NULL)
		return;
	config->environment = gw_view_dup(config->arena, node->text);
	config->environment_place = gw_format(config->arena, "default in %s", config->path);
}

static bool choose_environment(struct gw_config *config, const struct gw_config_request *request,
			       struct gw_error **err)
{
	static const enum gw_origin_kind layers[] = {GW_FROM_VARIABLE, GW_FROM_DOTENV};
	const char *asked = request->environment;
	const char *name = asked, *place = "-e";

	for (size_t i = 0; i < GW_COUNT(layers) && name == NULL && !request->alone; i++)
		name = find_variable(config, layers[i], GW_ENVIRONMENT_VARIABLE, &place);
	if (name == NULL) {
		take_default_environment(config);
		return true;
	}
	if (gw_config_section(config, name) == NULL)
		return gw_config_fail_environment(config, name, place, err);
	config->environment = gw_strdup(config->arena, name);
	config->environment_place = place;
	config->environment_asked = asked != NULL;
	return true;
}

/* They are relative to godwit.yaml unless a variable or an option names them. */
static void settle_paths(struct gw_config *config)
{
	static const enum gw_key paths[] = {GW_KEY_DIR, GW_KEY_REPOSITORY, GW_KEY_KEYS,
					    GW_KEY_BACKUP_DIR};

	for (size_t i = 0; i < GW_COUNT(paths); i++) {
		struct gw_setting *path = &config->settings[paths[i]];

		if (path->text != NULL &&
		    (path->origin == GW_FROM_DEFAULT || path->offset != GW_NOWHERE))
			path->text = gw_path_from(config->arena, config->folder, path->text);
	}
}

static bool load_files(struct gw_config *config, const struct gw_config_request *request,
		       struct gw_error **err)
{
	bool wants_file = request->file != NULL || !request->alone;
	bool wants_dotenv = request->dotenv != NULL || !request->alone;

	return (!wants_file || gw_config_read_file(config, request->file, err)) &&
	       (!wants_dotenv || load_dotenv(config, request->dotenv, err));
}

bool gw_config_load(struct gw_arena *arena, const struct gw_system *sys,
		    const struct gw_config_request *request, struct gw_config **ret_config,
		    struct gw_error **err)
{
	struct gw_config *config = gw_new(arena, struct gw_config);
	const struct gw_node *section;

	config->arena = arena;
	config->sys = sys;
	config->folder = "";
	gw_config_load_defaults(config);
	if (!load_files(config, request, err) || !choose_environment(config, request, err))
		return false;
	section = config->environment != NULL ? gw_config_section(config, config->environment)
					      : NULL;
	if (section != NULL && !gw_config_read_section(config, section, GW_SECTION_ASSIGN, err))
		return false;
	if (!load_variables(config, GW_FROM_DOTENV, err) ||
	    (!request->alone && !load_variables(config, GW_FROM_VARIABLE, err)))
		return false;
	if (request->environment != NULL && !gw_config_read_target(config, section, err))
		return false;
	if (!load_options(config, request, err))
		return false;
	settle_paths(config);
	*ret_config = config;
	return true;
}

static const char *find_in_environment(const void *payload, const char *name)
{
	const struct gw_config *config = payload;
	const char *text = config->sys->getenv(name);
	const struct gw_dotenv_value *value;

	if (text != NULL)
		return text;
	value = gw_map_get(&config->dotenv, gw_view_of(name));
	return value != NULL ? value->text : NULL;
}

struct gw_variables gw_config_variables(const struct gw_config *config)
{
	return (struct gw_variables){.find = find_in_environment, .payload = config};
}
