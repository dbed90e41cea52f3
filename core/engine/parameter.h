/*
 * Parameters of a database URL, read by a table.
 *
 * The same parameter is spelled ssl-ca, ssl_ca and sslCa by different drivers: case, '-' and '_'
 * make no difference. Names that begin with "x-" belong to other tools (golang-migrate) and are
 * passed over. A name that no row of the table has is an error: a misspelt ssl-mode must not go
 * unseen.
 */
#ifndef GW_ENGINE_PARAMETER_H
#define GW_ENGINE_PARAMETER_H

#include "config/url.h"

/* Takes a value into the engine's settings; *err is GW_E_URL when it is malformed. */
typedef bool gw_parameter_fn(void *settings, const char *value, struct gw_error **err);

struct gw_parameter {
	const char *name; /* lower case, without '-' and '_' */
	gw_parameter_fn *take; /* NULL: known, and without meaning here */
};

/* Goes through the parameters of url in order. Values are those of url, not copies. */
GW_MUST_USE bool gw_parameters_take(const struct gw_url *url, const struct gw_parameter *table,
				    size_t n, void *settings, struct gw_error **err);

#endif
