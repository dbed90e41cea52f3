/*
 * godwit.yaml: settings at the top level, `default` and `environments`.
 *
 * Everything is checked when the file is read, the environments that are not in use too: a mistake
 * shows where it is made, not on the day of the release.
 */
#include "base/str.h"
#include "config/config_int.h"
#include "config/secret.h"

enum { FILE_BYTES_MAX = 16 * 1024 * 1024 };

#define FILE_NAME    "godwit.yaml"
#define DEFAULT      "default"
#define ENVIRONMENTS "environments"
#define PROVISION    "provision"

/* What stands below `provision` is for the engine to say: see gw_config_declarations(). */
static const char *const own_keys[] = {DEFAULT, ENVIRONMENTS, PROVISION};

/* --- one setting --- */

static bool fail_key(const struct gw_config *config, const struct gw_member *member,
		     const char *problem, struct gw_error **err)
{
	return gw_yaml_fail(err, &config->yaml, member->key_offset, member->key.n, "%.*s: %s",
			    GW_VIEW_ARG(member->key), problem);
}

static bool fail_value(const struct gw_config *config, const struct gw_member *member,
		       const struct gw_node *value, const char *problem, struct gw_error **err)
{
	return gw_yaml_fail(err, &config->yaml, value->offset, value->end - value->offset,
			    "%.*s: %s", GW_VIEW_ARG(member->key), problem);
}

/* One line of a list or map. */
static bool check_line(const struct gw_config *config, const struct gw_member *member,
		       const struct gw_node *node, struct gw_view *ret_line, struct gw_error **err)
{
	if (node->kind != GW_NODE_SCALAR)
		return fail_key(config, member, "its elements must be texts", err);
	*ret_line = node->text;
	/* A block scalar ends in a newline. */
	while (gw_view_ends(*ret_line, "\n"))
		ret_line->n--;
	if (gw_view_find_char(*ret_line, '\n') != GW_NOWHERE)
		return fail_key(config, member, "its elements must be on one line each", err);
	return true;
}

static bool text_of_list(struct gw_config *config, const struct gw_member *member,
			 const char **ret_text, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};
	const struct gw_node *list = member->value;
	struct gw_view line;

	for (size_t i = 0; i < list->items.n; i++) {
		if (!check_line(config, member, list->items.items[i], &line, err))
			return false;
		gw_str_puts(&str, i > 0 ? "\n" : "");
		gw_str_add(&str, line);
	}
	*ret_text = gw_str_take(&str, config->arena);
	return true;
}

static bool text_of_map(struct gw_config *config, const struct gw_member *member,
			const char **ret_text, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};
	const struct gw_node *map = member->value;
	struct gw_view line;

	for (size_t i = 0; i < map->members.n; i++) {
		const struct gw_member *item = &map->members.items[i];

		if (!check_line(config, item, item->value, &line, err))
			return false;
		if (gw_view_find_char(item->key, '=') != GW_NOWHERE ||
		    gw_view_find_char(item->key, '\n') != GW_NOWHERE)
			return fail_key(config, item, "a name cannot hold '=' or a newline", err);
		gw_str_printf(&str, "%s%.*s=%.*s", i > 0 ? "\n" : "", GW_VIEW_ARG(item->key),
			      GW_VIEW_ARG(line));
	}
	*ret_text = gw_str_take(&str, config->arena);
	return true;
}

static bool text_of_scalar(struct gw_config *config, enum gw_key key,
			   const struct gw_member *member, const char **ret_text,
			   struct gw_error **err)
{
	const char *problem = gw_key_problem(config->arena, key, member->value->text);

	if (problem != NULL && gw_keys[key].type == GW_KEY_SECRET)
		return fail_key(config, member, problem, err);
	if (problem != NULL)
		return fail_value(config, member, member->value, problem, err);
	*ret_text = gw_view_dup(config->arena, member->value->text);
	return true;
}

/* The value of a setting as text, or as a reference to a secret. */
static bool read_value(struct gw_config *config, enum gw_key key, const struct gw_member *member,
		       struct gw_setting *setting, struct gw_error **err)
{
	enum gw_node_kind kind = member->value->kind;

	switch (gw_keys[key].type) {
	case GW_KEY_LIST:
		if (kind == GW_NODE_LIST)
			return text_of_list(config, member, &setting->text, err);
		if (kind != GW_NODE_SCALAR)
			return fail_key(config, member, "write a list: [a, b]", err);
		break;
	case GW_KEY_MAP:
		if (kind != GW_NODE_MAP)
			return fail_key(config, member, "write a map: {name: value}", err);
		return text_of_map(config, member, &setting->text, err);
	case GW_KEY_SECRET:
		if (kind == GW_NODE_SCALAR)
			break;
		if (!gw_secret_parse(config->arena, &config->yaml, member, &setting->secret, err))
			return false;
		setting->text = gw_secret_describe(config->arena, setting->secret);
		return true;
	case GW_KEY_TEXT:
	case GW_KEY_BOOL:
	case GW_KEY_DURATION:
	case GW_KEY_SIZE:
	case GW_KEY_NUMBER:
	case GW_KEY_CHOICE:
		break;
	}
	if (kind == GW_NODE_NULL)
		return fail_key(config, member, "the value is missing", err);
	if (kind != GW_NODE_SCALAR)
		return fail_key(config, member, "write one text", err);
	return text_of_scalar(config, key, member, &setting->text, err);
}

static struct gw_setting new_setting(struct gw_config *config, enum gw_origin_kind origin,
				     size_t offset)
{
	struct gw_position position = gw_position_of(config->yaml.text, offset);

	return (struct gw_setting){
		.origin = origin,
		.place = gw_format(config->arena, "%s:%u:%u", config->path, position.line,
				   position.column),
		.offset = offset,
	};
}

/* --- sections --- */

static enum gw_key find_key(struct gw_view name)
{
	size_t i = 0;

	while (i < GW_KEY_COUNT && !gw_view_is(name, gw_keys[i].name))
		i++;
	return (enum gw_key)i;
}

static bool is_own_key(struct gw_view name)
{
	for (size_t i = 0; i < GW_COUNT(own_keys); i++) {
		if (gw_view_is(name, own_keys[i]))
			return true;
	}
	return false;
}

static bool fail_unknown(const struct gw_config *config, const struct gw_member *member,
			 bool is_top, struct gw_error **err)
{
	const char *names[GW_KEY_COUNT + GW_COUNT(own_keys)];
	GW_STR_AUTO struct gw_str known = {0};
	const char *nearest;
	size_t n = 0;

	for (size_t i = 0; i < GW_KEY_COUNT; i++)
		names[n++] = gw_keys[i].name;
	for (size_t i = 0; is_top && i < GW_COUNT(own_keys); i++)
		names[n++] = own_keys[i];
	gw_yaml_fail(err, &config->yaml, member->key_offset, member->key.n, "unknown key '%.*s'%s",
		     GW_VIEW_ARG(member->key), is_top ? "" : " in an environment");
	nearest = gw_nearest(member->key, names, n);
	if (nearest != NULL) {
		gw_error_hint(*err, "Did you mean `%s`?", nearest);
		return false;
	}
	for (size_t i = 0; i < n; i++)
		gw_str_printf(&known, "%s%s", i > 0 ? ", " : "", names[i]);
	gw_error_detail(*err, "known keys: %s", gw_str_text(&known));
	return false;
}

static bool read_member(struct gw_config *config, const struct gw_member *member,
			enum gw_origin_kind origin, enum gw_section_use use, struct gw_error **err)
{
	bool is_top = origin == GW_FROM_FILE;
	enum gw_key key = find_key(member->key);
	struct gw_setting setting;

	if ((is_top && is_own_key(member->key)) || gw_view_is(member->key, PROVISION))
		return true;
	if (key == GW_KEY_COUNT)
		return fail_unknown(config, member, is_top, err);
	setting = new_setting(config, origin, member->key_offset);
	if (!read_value(config, key, member, &setting, err))
		return false;
	if (use == GW_SECTION_ASSIGN)
		gw_config_assign(config, key, &setting);
	return true;
}

bool gw_config_read_section(struct gw_config *config, const struct gw_node *section,
			    enum gw_section_use use, struct gw_error **err)
{
	bool is_top = section == config->yaml.root;

	for (size_t i = 0; i < section->members.n; i++) {
		if (!read_member(config, &section->members.items[i],
				 is_top ? GW_FROM_FILE : GW_FROM_ENVIRONMENT_SECTION, use, err))
			return false;
	}
	return true;
}

bool gw_config_read_target(struct gw_config *config, const struct gw_node *section,
			   struct gw_error **err)
{
	if (gw_node_get(section, gw_keys[GW_KEY_URL].name) == NULL)
		return true;
	for (size_t i = 0; i < section->members.n; i++) {
		const struct gw_member *member = &section->members.items[i];
		enum gw_key key = find_key(member->key);

		if (key != GW_KEY_COUNT && gw_keys[key].type == GW_KEY_SECRET &&
		    !read_member(config, member, GW_FROM_ENVIRONMENT_SECTION, GW_SECTION_ASSIGN,
				 err))
			return false;
	}
	return true;
}

/* --- environments --- */

const struct gw_node *gw_config_section(const struct gw_config *config, const char *environment)
{
	const struct gw_node *all = config->path != NULL
					    ? gw_node_get(config->yaml.root, ENVIRONMENTS)
					    : NULL;

	return all != NULL ? gw_node_get(all, environment) : NULL;
}

bool gw_config_has_environment(const struct gw_config *config, struct gw_view name)
{
	for (size_t i = 0; i < config->environments.n; i++) {
		if (gw_view_is(name, config->environments.items[i]))
			return true;
	}
	return false;
}

static void hint_environments(const struct gw_config *config, const char *name,
			      struct gw_error *error)
{
	const char *nearest = gw_nearest(gw_view_of(name), config->environments.items,
					 config->environments.n);
	GW_STR_AUTO struct gw_str known = {0};

	for (size_t i = 0; i < config->environments.n; i++)
		gw_str_printf(&known, "%s%s", i > 0 ? ", " : "", config->environments.items[i]);
	if (known.n != 0)
		gw_error_detail(error, "environments of %s: %s", config->path, gw_str_text(&known));
	if (nearest != NULL)
		gw_error_hint(error, "Did you mean `%s`?", nearest);
}

bool gw_config_fail_environment(const struct gw_config *config, const char *name, const char *place,
				struct gw_error **err)
{
	if (config->path == NULL)
		gw_fail(err, GW_E_CONFIG,
			"%s asks for environment '%s', but there is no " FILE_NAME, place, name);
	else
		gw_fail(err, GW_E_CONFIG, "%s asks for environment '%s', which %s does not have",
			place, name, config->path);
	hint_environments(config, name, *err);
	return false;
}

static bool check_default(const struct gw_config *config, struct gw_error **err)
{
	const struct gw_node *node = gw_node_get(config->yaml.root, DEFAULT);
	const char *name;

	if (node == NULL)
		return true;
	if (node->kind != GW_NODE_SCALAR)
		return gw_yaml_fail(err, &config->yaml, node->offset, 0,
				    DEFAULT ": write the name of an environment");
	name = gw_view_dup(config->arena, node->text);
	if (gw_config_section(config, name) != NULL)
		return true;
	gw_yaml_fail(err, &config->yaml, node->offset, node->end - node->offset,
		     "there is no environment '%s'", name);
	hint_environments(config, name, *err);
	return false;
}

static bool check_environments(struct gw_config *config, struct gw_error **err)
{
	const struct gw_node *all = gw_node_get(config->yaml.root, ENVIRONMENTS);

	if (all == NULL || all->kind == GW_NODE_NULL)
		return true;
	if (all->kind != GW_NODE_MAP)
		return gw_yaml_fail(err, &config->yaml, all->offset, 0,
				    ENVIRONMENTS ": write a map of names to settings");
	for (size_t i = 0; i < all->members.n; i++) {
		const struct gw_member *member = &all->members.items[i];

		if (member->value->kind != GW_NODE_MAP && member->value->kind != GW_NODE_NULL)
			return fail_key(config, member, "write a map of settings", err);
		if (!gw_config_read_section(config, member->value, GW_SECTION_CHECK, err))
			return false;
		gw_vec_push(config->arena, &config->environments,
			    gw_view_dup(config->arena, member->key));
	}
	return true;
}

/* --- the file --- */

static const char *folder_of(struct gw_arena *arena, const char *path)
{
	size_t slash = gw_view_rfind_char(gw_view_of(path), '/');

	if (slash == GW_NOWHERE)
		return "";
	return gw_strndup(arena, path, GW_MAX(slash, (size_t)1));
}

bool gw_config_read_text(const char *path, size_t max_bytes, struct gw_text *ret_text,
			 struct gw_error **err)
{
	if (gw_file_read(path, max_bytes, ret_text, err))
		return true;
	(*err)->code = GW_E_CONFIG;
	return false;
}

static bool parse_file(struct gw_arena *arena, const char *path, struct gw_yaml *ret_yaml,
		       struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text text = {0};
	struct gw_view copy;

	if (!gw_config_read_text(path, FILE_BYTES_MAX, &text, err))
		return false;
	copy = (struct gw_view){gw_strndup(arena, text.view.p, text.view.n), text.view.n};
	return gw_yaml_parse(arena, gw_strdup(arena, path), copy, ret_yaml, err);
}

bool gw_config_read_file(struct gw_config *config, const char *file, struct gw_error **err)
{
	const char *path = file != NULL ? file : FILE_NAME;

	if (file == NULL && !gw_file_exists(path))
		return true;
	if (!parse_file(config->arena, path, &config->yaml, err))
		return false;
	config->path = path = config->yaml.path;
	config->folder = folder_of(config->arena, path);
	if (config->yaml.root->kind == GW_NODE_NULL)
		return true;
	if (config->yaml.root->kind != GW_NODE_MAP)
		return gw_yaml_fail(err, &config->yaml, config->yaml.root->offset, 0,
				    "a configuration is a map of settings");
	return gw_config_read_section(config, config->yaml.root, GW_SECTION_ASSIGN, err) &&
	       check_environments(config, err) && check_default(config, err);
}

/* --- what is to be provisioned --- */

/* Of the environment, or else of the top level; NULL: nothing. */
static const struct gw_node *find_declarations(const struct gw_config *config)
{
	const struct gw_node *section = config->environment != NULL
						? gw_config_section(config, config->environment)
						: NULL;
	const struct gw_node *node = section != NULL ? gw_node_get(section, PROVISION) : NULL;

	if (node == NULL && config->path != NULL)
		node = gw_node_get(config->yaml.root, PROVISION);
	return node;
}

bool gw_config_declarations(const struct gw_config *config, struct gw_arena *arena,
			    const char *file, struct gw_declarations *ret_declarations,
			    struct gw_error **err)
{
	const struct gw_node *node = file == NULL ? find_declarations(config) : NULL;
	struct gw_declarations found = {
		.yaml = config->yaml, .node = node, .folder = config->folder};

	if (file == NULL && node == NULL) {
		gw_fail(err, GW_E_CONFIG, "nothing is declared to be provisioned");
		gw_error_hint(*err,
			      "Write it below `provision:` in " FILE_NAME ", or name a file "
			      "of its own with `--file`; `godwit provision export` shows what "
			      "the server has now.");
		return false;
	}
	if (node != NULL && node->kind == GW_NODE_SCALAR)
		file = gw_path_from(arena, config->folder, gw_view_dup(arena, node->text));
	if (file != NULL) {
		if (!parse_file(arena, file, &found.yaml, err))
			return false;
		found.folder = folder_of(arena, file);
		found.node = gw_node_get(found.yaml.root, PROVISION);
		if (found.node == NULL)
			found.node = found.yaml.root;
	}
	*ret_declarations = found;
	return true;
}
