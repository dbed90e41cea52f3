/*
 * What a database file is opened with: from the URL to settings.
 */
#include "engine/parameter.h"
#include "engine/sqlite/sqlite_int.h"

static bool take_mode(void *payload, const char *value, struct gw_error **err)
{
	static const struct {
		const char *word;
		enum gw_lite_mode mode;
	} words[] = {{"rwc", GW_LITE_CREATE}, {"rw", GW_LITE_WRITE}, {"ro", GW_LITE_READ}};
	struct gw_lite_settings *settings = payload;

	if (gw_view_is(gw_view_of(value), "memory")) {
		settings->is_memory = true;
		return true;
	}
	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (gw_view_is(gw_view_of(value), words[i].word)) {
			settings->mode = words[i].mode;
			return true;
		}
	}
	gw_fail(err, GW_E_URL, "mode=%s is not understood", value);
	gw_error_hint(*err, "Use mode=ro, rw, rwc or memory.");
	return false;
}

/* A bare number counts unit_ms milliseconds. */
static bool take_duration(struct gw_lite_settings *settings, const char *name, const char *value,
			  uint64_t unit_ms, struct gw_error **err)
{
	uint64_t number;

	if (gw_parse_u64(gw_view_of(value), &number) && number <= INT32_MAX / unit_ms) {
		settings->busy_ms = (int64_t)(number * unit_ms);
		return true;
	}
	if (gw_parse_duration_ms(gw_view_of(value), &settings->busy_ms))
		return true;
	return gw_fail(err, GW_E_URL, "%s=%s is no duration", name, value);
}

static bool take_busy_timeout(void *settings, const char *value, struct gw_error **err)
{
	return take_duration(settings, "busy_timeout", value, 1, err);
}

/* Python's spelling, in seconds. */
static bool take_timeout(void *settings, const char *value, struct gw_error **err)
{
	return take_duration(settings, "timeout", value, 1000, err);
}

/* Those without a function steer other programs, or ask for what godwit settles by itself. */
static const struct gw_parameter parameters[] = {
	{"mode", take_mode},
	{"busytimeout", take_busy_timeout},
	{"timeout", take_timeout},
	{"autovacuum", NULL},
	{"cache", NULL},
	{"cachesize", NULL},
	{"checksamethread", NULL},
	{"connectionlimit", NULL},
	{"deferforeignkeys", NULL},
	{"fk", NULL},
	{"foreignkeys", NULL},
	{"isolationlevel", NULL},
	{"journal", NULL},
	{"journalmode", NULL},
	{"loc", NULL},
	{"pragma", NULL},
	{"sync", NULL},
	{"synchronous", NULL},
	{"timeformat", NULL},
	{"txlock", NULL},
	{"uri", NULL},
};

const char *gw_lite_folder(struct gw_arena *arena, const char *path)
{
	size_t slash = gw_view_rfind_char(gw_view_of(path), '/');

	if (slash == GW_NOWHERE)
		return ".";
	return slash == 0 ? "/" : gw_strndup(arena, path, slash);
}

bool gw_lite_settings_read(const struct gw_connect_options *options,
			   struct gw_lite_settings *ret_settings, struct gw_error **err)
{
	const struct gw_url *url = options->url;
	struct gw_lite_settings settings = {
		.path = url->database,
		.busy_ms = GW_LITE_BUSY_MS,
	};

	if (!gw_parameters_take(url, parameters, GW_COUNT(parameters), &settings, err))
		return false;
	if (settings.path == NULL || settings.path[0] == '\0')
		return gw_fail(err, GW_E_URL, "the SQLite URL names no file");
	settings.is_memory = settings.is_memory ||
			     gw_view_is(gw_view_of(settings.path), ":memory:");
	*ret_settings = settings;
	return true;
}
