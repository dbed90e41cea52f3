/*
 * Settings files of other tools: "key=value" lines (.conf, as Java's properties), and as much of TOML
 * as such settings need: tables, and values in one line.
 */
#include "source/format_int.h"

void gw_settings_init(struct gw_settings *settings, struct gw_arena *arena, struct gw_text *text,
		      bool is_toml)
{
	*settings = (struct gw_settings){.arena = arena, .is_toml = is_toml};
	gw_lines_init(&settings->lines, text);
}

/* Without the quotes around it; false when they do not close, or an escape stands between them. */
static bool unquote(struct gw_view text, struct gw_view *ret_text)
{
	char quote = text.n != 0 ? text.p[0] : '\0';
	size_t end;

	*ret_text = text;
	if (quote != '"' && quote != '\'')
		return true;
	end = gw_view_find_char(gw_view_from(text, 1), quote);
	if (end == GW_NOWHERE)
		return false;
	*ret_text = gw_view_slice(text, 1, end + 1);
	return quote == '\'' || gw_view_find_char(*ret_text, '\\') == GW_NOWHERE;
}

static struct gw_view without_comment(struct gw_view text)
{
	size_t comment = gw_view_find_char(text, '#');

	return gw_view_trim(comment == GW_NOWHERE ? text : gw_view_slice(text, 0, comment));
}

/* A TOML value of one line: a list without its brackets, a text without its quotes, a bare word. */
static void read_toml_value(struct gw_view text, struct gw_setting_line *setting)
{
	size_t end;

	if (gw_view_starts(text, "[")) {
		end = gw_view_find_char(text, ']');
		setting->unreadable = end == GW_NOWHERE;
		setting->value = gw_view_trim(gw_view_slice(text, 1, end));
	} else if (gw_view_starts(text, "{") || gw_view_starts(text, "\"\"\"") ||
		   gw_view_starts(text, "'''")) {
		setting->unreadable = true;
	} else if (gw_view_starts(text, "\"") || gw_view_starts(text, "'")) {
		setting->unreadable = !unquote(text, &setting->value);
	} else {
		setting->value = without_comment(text);
	}
}

static bool read_table(struct gw_settings *settings, struct gw_view line)
{
	if (!settings->is_toml || !gw_view_starts(line, "["))
		return false;
	line = gw_view_slice(line, 1, gw_view_find_char(line, ']'));
	settings->table = gw_view_trim(line);
	return true;
}

static bool read_setting(struct gw_settings *settings, struct gw_view line,
			 struct gw_setting_line *setting)
{
	struct gw_view key;

	if (!gw_cut_at(line, '=', &key, &setting->value))
		return false;
	key = gw_view_trim(key);
	setting->value = gw_view_trim(setting->value);
	setting->raw = setting->value;
	setting->unreadable = false;
	setting->key = key;
	if (!settings->is_toml)
		return true;
	if (unquote(key, &key))
		setting->key = key;
	if (settings->table.n != 0)
		setting->key = gw_view_of(gw_format(settings->arena, "%.*s.%.*s",
						    GW_VIEW_ARG(settings->table),
						    GW_VIEW_ARG(key)));
	read_toml_value(setting->raw, setting);
	return true;
}

bool gw_settings_next(struct gw_settings *settings, struct gw_setting_line *ret_setting)
{
	struct gw_line line;

	while (gw_lines_next(&settings->lines, &line)) {
		struct gw_view text = gw_view_trim(line.text);
		bool is_comment = gw_view_starts(text, "#") ||
				  (!settings->is_toml && gw_view_starts(text, "!"));

		if (!is_comment && !read_table(settings, text) &&
		    read_setting(settings, text, ret_setting))
			return true;
	}
	return false;
}

bool gw_setting_element(struct gw_view *rest, struct gw_view *ret_element)
{
	struct gw_view field;

	while (gw_view_next_field(rest, ',', &field)) {
		if (unquote(gw_view_trim(field), ret_element) && ret_element->n != 0)
			return true;
	}
	return false;
}
