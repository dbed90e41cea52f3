/*
 * The list of dialects.
 */
#include "sql/sql_int.h"

static const struct gw_dialect *const dialects[] = {
	&gw_dialect_postgres,
	&gw_dialect_mysql,
	&gw_dialect_sqlite,
};

const struct gw_dialect *gw_dialect_find(struct gw_view name)
{
	for (size_t i = 0; i < GW_COUNT(dialects); i++) {
		if (gw_view_is(name, dialects[i]->name))
			return dialects[i];
	}
	return NULL;
}

const char *gw_dialect_name(const struct gw_dialect *dialect)
{
	return dialect->name;
}
