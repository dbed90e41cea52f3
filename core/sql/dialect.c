/*
 * What others may know of a dialect.
 */
#include "sql/sql_int.h"

const char *gw_dialect_name(const struct gw_dialect *dialect)
{
	return dialect->name;
}
