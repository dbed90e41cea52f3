/*
 * Values of settings: the check of each type, the typed readers, and how a value is shown. A
 * setting is kept as text that passed its check, so readers cannot fail.
 */
#include "base/str.h"
#include "config/config_int.h"
#include "config/url_int.h"

/* --- checks --- */

static bool parse_bool(struct gw_view text, bool *ret_value)
{
	static const struct {
		const char *name;
		bool value;
	} words[] = {
		{"true", true},   {"yes", true}, {"on", true},   {"1", true},
		{"false", false}, {"no", false}, {"off", false}, {"0", false},
	};

	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (gw_view_is_nocase(text, words[i].name)) {
			*ret_value = words[i].value;
			return true;
		}
	}
	return false;
}

static const char *check_bool(struct gw_arena *arena, enum gw_key key GW_UNUSED,
			      struct gw_view text)
{
	bool value;

	if (parse_bool(text, &value))
		return NULL;
	return gw_format(arena, "'%.*s' is neither true nor false", GW_VIEW_ARG(text));
}

static const char *check_duration(struct gw_arena *arena, enum gw_key key GW_UNUSED,
				  struct gw_view text)
{
	int64_t ms;

	if (gw_parse_duration_ms(text, &ms))
		return NULL;
	return gw_format(arena,
			 "'%.*s' is no duration: write a number and a unit (us, ms, s, m, h, d)",
			 GW_VIEW_ARG(text));
}

static const char *check_size(struct gw_arena *arena, enum gw_key key GW_UNUSED,
			      struct gw_view text)
{
	uint64_t bytes;

	if (gw_parse_size(text, &bytes))
		return NULL;
	return gw_format(arena, "'%.*s' is no size: write a number and a unit (B, kB, MB, GB)",
			 GW_VIEW_ARG(text));
}

static const char *check_number(struct gw_arena *arena, enum gw_key key GW_UNUSED,
				struct gw_view text)
{
	uint64_t number;

	if (gw_parse_u64(text, &number))
		return NULL;
	return gw_format(arena, "'%.*s' is no number", GW_VIEW_ARG(text));
}

static const char *check_choice(struct gw_arena *arena, enum gw_key key, struct gw_view text)
{
	struct gw_view rest = gw_view_of(gw_keys[key].fallback), choice;
	GW_STR_AUTO struct gw_str all = {0};

	while (gw_view_next_field(&rest, '|', &choice)) {
		if (gw_view_eq(text, choice))
			return NULL;
		gw_str_printf(&all, "%s%.*s", all.n != 0 ? ", " : "", GW_VIEW_ARG(choice));
	}
	return gw_format(arena, "'%.*s' is none of %s", GW_VIEW_ARG(text), gw_str_text(&all));
}

/* Values of maps are not quoted: placeholders may hold passwords. */
static const char *check_map(struct gw_arena *arena GW_UNUSED, enum gw_key key GW_UNUSED,
			     struct gw_view text)
{
	struct gw_view line;

	while (gw_view_next_line(&text, &line)) {
		size_t equals = gw_view_find_char(line, '=');

		if (equals == GW_NOWHERE || equals == 0)
			return "write name=value";
	}
	return NULL;
}

typedef const char *check_fn(struct gw_arena *arena, enum gw_key key, struct gw_view text);

static check_fn *const checks[] = {
	[GW_KEY_TEXT] = NULL,           [GW_KEY_SECRET] = NULL,
	[GW_KEY_BOOL] = check_bool,     [GW_KEY_DURATION] = check_duration,
	[GW_KEY_SIZE] = check_size,     [GW_KEY_NUMBER] = check_number,
	[GW_KEY_LIST] = NULL,           [GW_KEY_MAP] = check_map,
	[GW_KEY_CHOICE] = check_choice,
};

const char *gw_key_problem(struct gw_arena *arena, enum gw_key key, struct gw_view text)
{
	check_fn *check = checks[gw_keys[key].type];

	if (text.n == 0)
		return "the value is empty";
	return check != NULL ? check(arena, key, text) : NULL;
}

void gw_config_assign(struct gw_config *config, enum gw_key key, const struct gw_setting *setting)
{
	struct gw_setting *old = &config->settings[key];
	const char *before = old->text;

	*old = *setting;
	if (before != NULL && before[0] != '\0' && gw_keys[key].type == GW_KEY_MAP)
		old->text = gw_format(config->arena, "%s\n%s", before, setting->text);
}

/* --- readers --- */

static struct gw_view value_of(const struct gw_config *config, enum gw_key key)
{
	return gw_view_of(config->settings[key].text);
}

const char *gw_config_text(const struct gw_config *config, enum gw_key key)
{
	return config->settings[key].text;
}

bool gw_config_bool(const struct gw_config *config, enum gw_key key)
{
	bool value;

	return parse_bool(value_of(config, key), &value) && value;
}

int64_t gw_config_ms(const struct gw_config *config, enum gw_key key)
{
	int64_t ms;

	return gw_parse_duration_ms(value_of(config, key), &ms) ? ms : 0;
}

uint64_t gw_config_size(const struct gw_config *config, enum gw_key key)
{
	uint64_t bytes;

	return gw_parse_size(value_of(config, key), &bytes) ? bytes : 0;
}

uint64_t gw_config_number(const struct gw_config *config, enum gw_key key)
{
	uint64_t number;

	return gw_parse_u64(value_of(config, key), &number) ? number : 0;
}

size_t gw_config_list(const struct gw_config *config, enum gw_key key, const char ***ret_items)
{
	GW_VEC(const char *) list = {0};
	struct gw_view rest = value_of(config, key), line;

	while (gw_view_next_line(&rest, &line)) {
		if (line.n != 0)
			gw_vec_push(config->arena, &list, gw_view_dup(config->arena, line));
	}
	*ret_items = list.items;
	return list.n;
}

struct gw_map gw_config_map(const struct gw_config *config, enum gw_key key)
{
	struct gw_map map = {0};
	struct gw_view rest = value_of(config, key), line;

	while (gw_view_next_line(&rest, &line)) {
		size_t equals = GW_MIN(gw_view_find_char(line, '='), line.n - 1);

		gw_map_put(config->arena, &map, gw_view_slice(line, 0, equals),
			   gw_view_dup(config->arena, gw_view_from(line, equals + 1)));
	}
	return map;
}

/* --- for people --- */

static const char *display_url(struct gw_arena *arena, const char *text)
{
	struct gw_error *error = NULL;
	struct gw_url url;

	if (gw_url_parse(arena, gw_view_of(text), &url, &error))
		return gw_url_display(arena, &url);
	gw_error_free(error);
	return "***";
}

static const char *display_map(struct gw_arena *arena, struct gw_view rest)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_view line;

	while (gw_view_next_line(&rest, &line)) {
		size_t equals = GW_MIN(gw_view_find_char(line, '='), line.n);
		struct gw_view name = gw_view_slice(line, 0, equals);

		gw_str_printf(&str, "%s%.*s=", str.n != 0 ? ", " : "", GW_VIEW_ARG(name));
		if (gw_url_name_is_secret(name))
			gw_str_puts(&str, "***");
		else
			gw_str_add(&str, gw_url_redact_text(arena, gw_view_from(line, equals + 1)));
	}
	return gw_str_take(&str, arena);
}

const char *gw_config_display(const struct gw_config *config, struct gw_arena *arena,
			      enum gw_key key)
{
	const struct gw_setting *setting = &config->settings[key];

	if (setting->text == NULL || setting->secret != NULL)
		return setting->text;
	switch (gw_keys[key].type) {
	case GW_KEY_SECRET:
		return key == GW_KEY_URL || key == GW_KEY_SHADOW_URL
			       ? display_url(arena, setting->text)
			       : "***";
	case GW_KEY_MAP:
		return display_map(arena, gw_view_of(setting->text));
	case GW_KEY_TEXT:
	case GW_KEY_LIST:
		return gw_view_dup(arena, gw_url_redact_text(arena, gw_view_of(setting->text)));
	case GW_KEY_BOOL:
	case GW_KEY_DURATION:
	case GW_KEY_SIZE:
	case GW_KEY_NUMBER:
	case GW_KEY_CHOICE:
		break;
	}
	return setting->text;
}
