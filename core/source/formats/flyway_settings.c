/*
 * Flyway's own settings, as far as they say how files are called and what is in them. In flyway.conf
 * and the .conf of a script they are "key=value" lines, in flyway.toml they stand below [flyway].
 */
#include "source/formats/flyway_int.h"

/* A settings file while it is read. */
struct reader {
	struct gw_format_scan *scan;
	const char *path;
	struct gw_view text;
	struct gw_flyway_settings *settings;
};

static bool fail(struct reader *reader, const struct gw_setting_line *setting,
		 struct gw_error **err, const char *message)
{
	return gw_scan_fail(reader->scan, reader->path, reader->text,
			    (size_t)(setting->raw.p - reader->text.p), setting->raw.n, err,
			    "%.*s %s", GW_VIEW_ARG(setting->key), message);
}

/* --- settings of scripts --- */

bool gw_flyway_script_setting(struct gw_format_scan *scan, const char *path, struct gw_view text,
			      struct gw_view name, const struct gw_setting_line *setting,
			      struct gw_flyway_script *script, bool *ret_known,
			      struct gw_error **err)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = {
		{"executeInTransaction", &script->transaction},
		{"placeholderReplacement", &script->placeholders},
		{"shouldExecute", &script->execute},
	};
	struct reader reader = {.scan = scan, .path = path, .text = text};

	for (size_t i = 0; i < GW_COUNT(flags); i++) {
		*ret_known = gw_view_is(name, flags[i].name);
		if (*ret_known)
			return gw_parse_switch(setting->value, flags[i].flag) ||
			       fail(&reader, setting, err,
				    "must be true or false here; godwit evaluates no expression");
	}
	*ret_known = gw_view_is(name, "encoding");
	return !*ret_known || gw_view_is_nocase(setting->value, "UTF-8") ||
	       fail(&reader, setting, err, "is not UTF-8, which is all that godwit reads");
}

/* --- names of files --- */

static bool take_suffixes(struct reader *reader, const struct gw_setting_line *setting,
			  struct gw_error **err)
{
	struct gw_flyway_settings *settings = reader->settings;
	struct gw_view rest = setting->value, suffix;

	settings->suffixes.n = 0;
	while (gw_setting_element(&rest, &suffix))
		gw_vec_push(reader->scan->arena, &settings->suffixes,
			    gw_view_dup(reader->scan->arena, suffix));
	return settings->suffixes.n != 0 || fail(reader, setting, err, "names no suffix");
}

/* Flyway puts variables of the environment into its settings; godwit does not. */
static bool holds_variable(const struct gw_setting_line *setting)
{
	return gw_view_find(setting->value, GW_VIEW("${")) != GW_NOWHERE;
}

static void take_placeholder(struct reader *reader, const struct gw_setting_line *setting,
			     struct gw_view name)
{
	struct gw_arena *arena = reader->scan->arena;

	if (holds_variable(setting))
		gw_scan_notice(reader->scan, reader->path,
			       "godwit puts no variable into %.*s: give %.*s under `placeholders:`",
			       GW_VIEW_ARG(setting->key), GW_VIEW_ARG(name));
	else
		gw_map_put(arena, &reader->settings->placeholders,
			   gw_view_of(gw_view_dup(arena, name)),
			   gw_strndup(arena, setting->value.p, setting->value.n));
}

static const char **text_field(struct gw_flyway_settings *settings, struct gw_view name)
{
	const struct {
		const char *name;
		const char **field;
	} fields[] = {
		{"sqlMigrationPrefix", &settings->prefixes[GW_FLYWAY_VERSIONED]},
		{"undoSqlMigrationPrefix", &settings->prefixes[GW_FLYWAY_UNDO]},
		{"repeatableSqlMigrationPrefix", &settings->prefixes[GW_FLYWAY_REPEATABLE]},
		{"baselineMigrationPrefix", &settings->prefixes[GW_FLYWAY_BASELINE]},
		{"sqlMigrationSeparator", &settings->separator},
		{"placeholderPrefix", &settings->placeholder_prefix},
		{"placeholderSuffix", &settings->placeholder_suffix},
	};

	for (size_t i = 0; i < GW_COUNT(fields); i++) {
		if (gw_view_is(name, fields[i].name))
			return fields[i].field;
	}
	return NULL;
}

/* --- the file --- */

/* A setting that says how files are called; field NULL: the suffixes. */
static bool take_name(struct reader *reader, const struct gw_setting_line *setting,
		      const char **field, struct gw_error **err)
{
	struct gw_flyway_settings *settings = reader->settings;

	if (field != &settings->placeholder_prefix && holds_variable(setting))
		return fail(reader, setting, err,
			    "takes its value from a variable, which godwit does not put in");
	if (setting->value.n == 0 && field != &settings->prefixes[GW_FLYWAY_VERSIONED])
		return fail(reader, setting, err, "must not be empty");
	if (field == NULL)
		return take_suffixes(reader, setting, err);
	*field = gw_view_dup(reader->scan->arena, setting->value);
	return true;
}

/* name: of the setting, without "flyway.". */
static bool take_setting(struct reader *reader, const struct gw_setting_line *setting,
			 struct gw_view name, struct gw_error **err)
{
	const char **field = text_field(reader->settings, name);
	struct gw_view rest = name;
	bool is_placeholders = gw_cut_prefix(&rest, "placeholders");
	bool is_suffixes = gw_view_is(name, "sqlMigrationSuffixes");
	bool known;

	if (field == NULL && !is_placeholders && !is_suffixes)
		return gw_flyway_script_setting(reader->scan, reader->path, reader->text, name,
						setting, &reader->settings->script, &known, err);
	if (setting->unreadable)
		return fail(reader, setting, err, "is not written in a way that godwit reads");
	if (!is_placeholders)
		return take_name(reader, setting, field, err);
	if (gw_cut_prefix(&rest, "."))
		take_placeholder(reader, setting, rest);
	return true;
}

static bool read_file(struct reader *reader, struct gw_text *text, struct gw_error **err)
{
	struct gw_settings settings;
	struct gw_setting_line setting;
	bool is_toml = gw_view_ends(gw_view_of(reader->path), ".toml");

	gw_settings_init(&settings, reader->scan->arena, text, is_toml);
	while (gw_settings_next(&settings, &setting)) {
		struct gw_view name = setting.key;

		if (gw_cut_prefix(&name, "flyway.") && !take_setting(reader, &setting, name, err))
			return false;
	}
	return true;
}

/* Absent text: there is no such file. */
static bool find_file(struct gw_format_scan *scan, const char **ret_path, struct gw_text *ret_text,
		      struct gw_error **err)
{
	static const char *const names[] = {"flyway.toml", "flyway.conf"};
	struct gw_tree *tree = scan->tree;

	for (size_t i = 0; i < GW_COUNT(names); i++) {
		*ret_path = names[i];
		if (gw_tree_find(tree, names[i]) != NULL)
			return gw_tree_read(tree, names[i], ret_text, err);
	}
	for (size_t i = 0; i < GW_COUNT(names) && tree->read_beside != NULL; i++) {
		*ret_path = gw_format(scan->arena, "../%s", names[i]);
		if (!tree->read_beside(tree, names[i], ret_text, err))
			return false;
		if (ret_text->view.p != NULL)
			return true;
	}
	return true;
}

bool gw_flyway_settings_read(struct gw_format_scan *scan, struct gw_flyway_settings *ret_settings,
			     struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text text = {0};
	struct reader reader = {.scan = scan, .settings = ret_settings};

	*ret_settings = (struct gw_flyway_settings){
		.prefixes = {"V", "U", "R", "B"},
		.separator = "__",
		.script = {.transaction = true, .placeholders = true, .execute = true},
		.placeholder_prefix = "${",
		.placeholder_suffix = "}",
	};
	gw_vec_push(scan->arena, &ret_settings->suffixes, ".sql");
	if (!find_file(scan, &reader.path, &text, err))
		return false;
	if (text.view.p == NULL)
		return true;
	reader.text = text.view;
	ret_settings->path = reader.path;
	return read_file(&reader, &text, err);
}
