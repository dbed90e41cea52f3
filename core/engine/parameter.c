/*
 * URL parameters by table; see parameter.h.
 */
#include "engine/parameter.h"

#include "base/ascii.h"

/* Whether a name of a URL is the plain name of a table, whatever its spelling. */
static bool is_name(const char *name, const char *plain)
{
	for (; *name != '\0'; name++) {
		if (*name == '-' || *name == '_')
			continue;
		if (gw_lower(*name) != *plain)
			return false;
		plain++;
	}
	return *plain == '\0';
}

static const struct gw_parameter *find(const struct gw_parameter *table, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (is_name(name, table[i].name))
			return &table[i];
	}
	return NULL;
}

bool gw_parameters_take(const struct gw_url *url, const struct gw_parameter *table, size_t n,
			void *settings, struct gw_error **err)
{
	for (size_t i = 0; i < url->parameters.n; i++) {
		const struct gw_url_parameter *given = &url->parameters.items[i];
		const struct gw_parameter *known = find(table, n, given->name);

		if (known == NULL && gw_view_starts_nocase(gw_view_of(given->name), "x-"))
			continue;
		if (known == NULL)
			return gw_fail(err, GW_E_URL, "unknown parameter '%s' in the %s URL",
				       given->name, url->engine);
		if (known->take != NULL && !known->take(settings, given->value, err))
			return false;
	}
	return true;
}
